"""Keyrings that only look like one are not used, and no exception lets a token out."""

import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring.core
import pytest
from keyring.backends import SecretService
from keyring.errors import KeyringLocked

from otp_gui.domain.outcome import Failure
from otp_gui.domain.ports import VaultError
from otp_gui.domain.redact import Secret
from otp_gui.i18n import render
from otp_gui.vault.keyring_vault import KeyringVault
from otp_gui.vault.os_keyring import OsKeyring
from tests.contract.keyring_session import fresh_library, keyring_session
from tests.unit.vault.keyrings import MemoryKeyring

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
PATIENCE_SECONDS = 60.0
TOKEN = Secret("made-up-token-9f3c")
VARIABLE = "PYTHON_KEYRING_BACKEND"

# Like the backend of keyrings.alt: chosen without being asked for, it writes a readable file.
PLAINTEXT = """
from pathlib import Path
from keyring.backend import KeyringBackend

class PlaintextKeyring(KeyringBackend):
    priority = 0.5

    def get_password(self, service, username):
        return None

    def set_password(self, service, username, password):
        Path(__file__).with_name("passwords").write_text(password)

    def delete_password(self, service, username):
        pass
"""


@pytest.fixture(autouse=True)
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Give ``keyring`` a configuration directory of its own and the memory of a new process."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    directory = tmp_path / "config" / "python_keyring"
    directory.mkdir(parents=True)
    with fresh_library():
        yield directory


@pytest.fixture
def plaintext(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Install a plaintext backend, and see at the end that it wrote no file."""
    site = tmp_path / "site"
    package = site / "keyrings" / "alt"
    information = site / "keyrings_alt-1.0.dist-info"
    for directory in (package, information):
        directory.mkdir(parents=True)
    (package / "file.py").write_text(PLAINTEXT)
    (information / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: keyrings.alt\nVersion: 1.0\n"
    )
    (information / "entry_points.txt").write_text("[keyring.backends]\nfile = keyrings.alt.file\n")
    monkeypatch.syspath_prepend(site)
    yield
    assert not (package / "passwords").exists()
    for name in [name for name in sys.modules if name.partition(".")[0] == "keyrings"]:
        del sys.modules[name]


async def refusal() -> str:
    """Return the words with which a vault refuses to store a token."""
    vault = KeyringVault(limit_seconds=PATIENCE_SECONDS)
    with pytest.raises(VaultError) as caught:
        await vault.write("stage", TOKEN)
    assert caught.value.failure is Failure.KEYRING_UNAVAILABLE
    with pytest.raises(VaultError):
        await vault.read("stage")
    return render(caught.value.explanation)


@pytest.mark.usefixtures("plaintext")
async def test_a_plaintext_backend_that_was_installed_is_not_used() -> None:
    assert "keyrings.alt.file.PlaintextKeyring" in await refusal()


@pytest.mark.usefixtures("plaintext")
async def test_a_real_keyring_chained_to_a_plaintext_one_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with keyring_session() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        words = await refusal()
    assert "keyrings.alt.file.PlaintextKeyring" in words
    assert "SecretService" not in words


@pytest.mark.usefixtures("plaintext")
@pytest.mark.parametrize(
    "backend",
    ["keyring.backends.null.Keyring", "keyrings.alt.file.PlaintextKeyring"],
)
async def test_the_variable_cannot_bring_in_another_backend(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, backend)
    with keyring_session() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        words = await refusal()
    assert backend in words
    assert VARIABLE in words


@pytest.mark.parametrize(
    "backend",
    [
        "keyring.backends.SecretService.Keyring",
        "no.such.Backend",
        "keyring.backends.null.Missing",
        "/opt/made-up/backend.py",
        "",
    ],
)
async def test_a_variable_that_names_no_usable_backend_is_told(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, backend)
    words = await refusal()
    assert "cannot be opened" in words
    assert "made-up" not in words


async def test_a_configuration_file_cannot_bring_in_another_backend(config: Path) -> None:
    (config / "keyringrc.cfg").write_text(
        "[backend]\ndefault-keyring=keyring.backends.null.Keyring\n"
    )
    assert "keyring.backends.null.Keyring" in await refusal()


@pytest.mark.parametrize(
    "backend", ["keyring.backends.fail.Keyring", "keyring.backends.chainer.ChainerBackend"]
)
async def test_a_backend_with_nothing_behind_it_is_no_keyring(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, backend)
    assert "No keyring is running" in await refusal()


async def test_what_derives_from_a_real_backend_is_not_used() -> None:
    class Listening(SecretService.Keyring):
        """Might pass every token on."""

    keyring.core.set_keyring(Listening())  # type: ignore[no-untyped-call]  # its base has no types
    assert "Listening" in await refusal()


async def test_a_property_in_the_environment_that_breaks_the_backend_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with keyring_session() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "made-up")
        assert "reported an error" in await refusal()


def _not_text(text: str) -> Exception:
    return UnicodeDecodeError("utf-8", text.encode(), 0, 1, "invalid start byte")


@pytest.mark.parametrize(
    ("raised", "failure"),
    [
        (RuntimeError, Failure.KEYRING_UNAVAILABLE),
        (OSError, Failure.KEYRING_UNAVAILABLE),
        (TimeoutError, Failure.KEYRING_UNAVAILABLE),
        (_not_text, Failure.KEYRING_UNAVAILABLE),
        (KeyringLocked, Failure.KEYRING_LOCKED),
    ],
)
async def test_an_exception_of_the_keyring_lets_no_token_out(
    raised: Callable[[str], Exception], failure: Failure
) -> None:
    class Talkative(MemoryKeyring):
        """Puts what it was given into its exceptions."""

        def set_password(self, service: str, username: str, password: str) -> None:
            raise raised(f"cannot store {password}")

    vault = KeyringVault(
        limit_seconds=PATIENCE_SECONDS, open_keyring=lambda: OsKeyring(Talkative(), "talkative")
    )
    with pytest.raises(VaultError) as caught:
        await vault.write("stage", TOKEN)
    error = caught.value
    assert error.failure is failure
    assert error.__context__ is None
    told = "".join(traceback.format_exception(error)) + render(error.explanation) + repr(error)
    assert TOKEN.reveal() not in told
