"""Every vault: in memory, on a real gnome-keyring, and on entries as short as on Windows."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from otp_gui.domain.ports import Keeping, StoredToken, Vault
from otp_gui.domain.redact import Secret
from otp_gui.vault.keyring_vault import KeyringVault
from otp_gui.vault.os_keyring import OsKeyring
from otp_gui.vault.session import SessionVault
from tests.contract.keyring_session import Bus, fresh_library, keyring_session
from tests.unit.vault.keyrings import MemoryKeyring

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
AT = datetime(2026, 11, 23, 10, 20, 30, 123000, tzinfo=UTC)
WINDOWS_LIMIT = 1_280
# A loaded machine may be slow; how the limit works is tested where the keyring never answers.
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def bus() -> Iterator[Bus]:
    with keyring_session() as session:
        yield session


@pytest.fixture(params=["session", "gnome-keyring", "windows-like"])
def vault(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Vault]:
    vault: Vault = SessionVault(now=lambda: AT)
    around: AbstractContextManager[object] = nullcontext()
    if request.param == "gnome-keyring":
        session: Bus = request.getfixturevalue("bus")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session.address)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        around = fresh_library()
        vault = KeyringVault(limit_seconds=PATIENCE_SECONDS, now=lambda: AT)
    elif request.param == "windows-like":
        keyring = MemoryKeyring(limit=WINDOWS_LIMIT)
        opened = OsKeyring(keyring, "Windows-like", short_entries=True)
        vault = KeyringVault(
            limit_seconds=PATIENCE_SECONDS, open_keyring=lambda: opened, now=lambda: AT
        )
    with around:
        yield vault


async def text_in(vault: Vault, environment_id: str) -> str | None:
    stored = await vault.read(environment_id)
    return None if stored is None else stored.secret.reveal()


async def test_where_none_was_stored_there_is_none(vault: Vault) -> None:
    assert await vault.read("never-stored") is None


async def test_a_token_comes_back_with_the_time_and_place_of_its_keeping(vault: Vault) -> None:
    await vault.write("kept", Secret("made-up-token"))
    keeping = Keeping.SESSION if isinstance(vault, SessionVault) else Keeping.KEYRING
    assert await vault.read("kept") == StoredToken(Secret("made-up-token"), keeping, AT)


@pytest.mark.parametrize("length", [1, 1_199, 1_200, 1_201, 1_280, 1_281, 3_000, 16_384])
async def test_a_token_of_any_permitted_length_is_kept_whole(vault: Vault, length: int) -> None:
    token = ("made-up-token-" * length)[:length]
    await vault.write("long", Secret(token))
    assert await text_in(vault, "long") == token


async def test_a_later_token_replaces_an_earlier_one(vault: Vault) -> None:
    for token in ("first-made-up", "s" * 3_000, "t" * 2_000, "u" * 4_000, "last-made-up"):
        await vault.write("replaced", Secret(token))
        assert await text_in(vault, "replaced") == token


async def test_environments_do_not_see_each_others_tokens(vault: Vault) -> None:
    await vault.write("one", Secret("token-of-one"))
    await vault.write("one-2", Secret("token-of-the-other"))
    await vault.delete("one")
    assert await text_in(vault, "one") is None
    assert await text_in(vault, "one-2") == "token-of-the-other"


@pytest.mark.parametrize("length", [20, 3_000])
async def test_a_forgotten_token_is_gone(vault: Vault, length: int) -> None:
    await vault.write("forgotten", Secret("f" * length))
    await vault.delete("forgotten")
    assert await vault.read("forgotten") is None


async def test_forgetting_what_is_not_there_is_no_error(vault: Vault) -> None:
    await vault.delete("never-there")
    await vault.delete("never-there")


async def test_nothing_of_a_token_shows_in_the_vault_or_what_it_returns(vault: Vault) -> None:
    await vault.write("shy", Secret("made-up-token-9f3c"))
    assert "9f3c" not in f"{vault!r} {await vault.read('shy')!r}"
