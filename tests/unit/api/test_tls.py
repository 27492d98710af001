import ssl

import pytest

from otp_gui.api.tls import Trust, TrustError, certificate_remark
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Remark


def environment(base_url: str, **options: object) -> Environment:
    return Environment("x", "X", base_url, Kind.CUSTOM, confirm_complete=False, **options)  # type: ignore[arg-type]  # as named


@pytest.mark.parametrize(
    ("code", "remark"),
    [
        (10, Remark.CERTIFICATE_EXPIRED),
        (0x800B0101, Remark.CERTIFICATE_EXPIRED),
        (-67818, Remark.CERTIFICATE_EXPIRED),
        (62, Remark.CERTIFICATE_WRONG_HOST),
        (64, Remark.CERTIFICATE_WRONG_HOST),
        (0x800B010F, Remark.CERTIFICATE_WRONG_HOST),
        (-67602, Remark.CERTIFICATE_WRONG_HOST),
        (18, Remark.CERTIFICATE_UNTRUSTED),
        (19, Remark.CERTIFICATE_UNTRUSTED),
        (20, Remark.CERTIFICATE_UNTRUSTED),
        (0x800B0109, Remark.CERTIFICATE_UNTRUSTED),
        (-67843, Remark.CERTIFICATE_UNTRUSTED),
        (None, Remark.CERTIFICATE_UNTRUSTED),
    ],
)
def test_a_verification_error_is_told_by_its_code(code: int | None, remark: Remark) -> None:
    error = ssl.SSLCertVerificationError("in any language")
    if code is not None:
        error.verify_code = code
    assert certificate_remark(error) is remark


async def test_a_context_is_built_once_for_the_same_settings() -> None:
    trust = Trust()
    unchecked = environment("https://otp.example", verify_tls=False)
    first = await trust.context(unchecked)
    assert await trust.context(environment("https://other.example", verify_tls=False)) is first
    trust.forget()
    assert await trust.context(unchecked) is not first


async def test_an_unchecked_context_checks_nothing() -> None:
    context = await Trust().context(environment("https://otp.example", verify_tls=False))
    assert context.verify_mode is ssl.CERT_NONE
    assert not context.check_hostname


@pytest.mark.parametrize("verify_tls", [False, True])
async def test_old_tls_is_refused(verify_tls: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otp_gui.api.tls._trust_system", lambda _context: None)
    target = environment("https://otp.example", verify_tls=verify_tls)
    context = await Trust().context(target)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


async def test_a_plain_call_touches_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_args: object, **_options: object) -> None:
        pytest.fail("a store was loaded")

    monkeypatch.setattr("otp_gui.api.tls._build", build)
    context = await Trust().context(environment("http://127.0.0.1:1", ca_bundle="/nonexistent"))
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.get_ca_certs() == []


async def test_a_path_that_no_file_can_have_is_an_unreadable_bundle() -> None:
    with pytest.raises(TrustError) as caught:
        await Trust().context(environment("https://otp.example", ca_bundle="a\x00b"))
    assert caught.value.remark is Remark.CA_BUNDLE_UNREADABLE
