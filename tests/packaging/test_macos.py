import plistlib
import re

from macos import bundle
from otp_gui.domain.link import SCHEME
from otp_gui.i18n import LANGUAGES
from tests.checkout import TOP

MACOS = TOP / "packaging" / "macos"


def test_the_property_list_can_be_written_and_says_what_it_must() -> None:
    written = plistlib.dumps(bundle.info_plist("1.2.3"))
    read = plistlib.loads(written)
    assert read["CFBundleShortVersionString"] == read["CFBundleVersion"] == "1.2.3"
    assert re.fullmatch(r"[A-Za-z0-9.-]+", read["CFBundleIdentifier"])
    (links,) = read["CFBundleURLTypes"]
    assert links["CFBundleURLSchemes"] == [SCHEME]
    assert set(read["CFBundleLocalizations"]) == set(LANGUAGES)
    assert read["LSMinimumSystemVersion"] == "13.0"
    assert read["LSBackgroundOnly"] is False
    assert read["NSHighResolutionCapable"] is True


def test_the_bundle_is_named_like_what_is_started_and_packed() -> None:
    recipe = (TOP / "packaging" / "otp_gui.spec").read_text("utf-8")
    assert f'program(window, "{bundle.EXECUTABLE}", console=False)' in recipe
    assert "bundle.info_plist(" in recipe
    assert f"{bundle.NAME}.app" in (MACOS / "build.sh").read_text("utf-8")


def test_the_entitlements_are_few_and_loosen_no_library_validation() -> None:
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


def test_nothing_is_signed_or_notarised_without_an_identity() -> None:
    script = (MACOS / "build.sh").read_text("utf-8")
    for variable in ("OTP_SIGN_IDENTITY", "OTP_NOTARY_APPLE_ID", "OTP_SIGN_P12_BASE64"):
        assert f"-n ${{{variable}:-}}" in script
