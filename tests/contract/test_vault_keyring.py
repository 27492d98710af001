"""The keyring vault on real services: unlocked, locked, absent, and one that never answers."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from otp_gui.domain.outcome import Failure
from otp_gui.domain.ports import VaultError
from otp_gui.domain.redact import Secret
from otp_gui.i18n import render
from otp_gui.vault.keyring_vault import KeyringVault
from otp_gui.vault.worker import Worker
from tests.contract.keyring_session import (
    Bus,
    await_calls,
    fresh_library,
    keyring_session,
    private_bus,
    silent_service,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
PATIENCE_SECONDS = 60.0
SHORT_LIMIT_SECONDS = 0.05
TOKEN = Secret("made-up-token-9f3c")

Use = Callable[[Bus], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Use]:
    """Let the vault work on a bus as a process that has just been started there."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with fresh_library():
        yield lambda bus: monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)


@pytest.fixture
def stack(use: Use) -> Iterator[ExitStack]:  # noqa: ARG001 - its calls end with what this closes
    with ExitStack() as stack:
        yield stack


def patient() -> KeyringVault:
    return KeyringVault(limit_seconds=PATIENCE_SECONDS)


async def refusals(vault: KeyringVault) -> list[tuple[Failure, str]]:
    """Return what each method is refused with; none may go through."""
    found = []
    for call in (vault.read("stage"), vault.write("stage", TOKEN), vault.delete("stage")):
        with pytest.raises(VaultError) as caught:
            await call
        found.append((caught.value.failure, render(caught.value.explanation)))
    return found


def outside(bus: Bus, *arguments: str, typed: str = "") -> str:
    """Use the keyring as another program does: by the command that ``keyring`` brings."""
    done = subprocess.run(
        [sys.executable, "-m", "keyring", *arguments],
        input=typed,
        env=bus.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    return done.stdout.strip()


async def test_entries_are_shared_with_other_programs(use: Use, stack: ExitStack) -> None:
    bus = stack.enter_context(keyring_session())
    use(bus)
    outside(bus, "set", "otp-gui", "production", typed="set-from-outside\n")
    stored = await patient().read("production")
    assert stored is not None
    assert stored.secret.reveal() == "set-from-outside"
    assert stored.stored_at is None
    await patient().write("stage", Secret("m" * 3_000))
    assert outside(bus, "get", "otp-gui", "stage") == "m" * 3_000
    assert await patient().backend_name() == "Secret Service"


async def test_a_locked_keyring_is_told_and_nothing_is_stored(use: Use, stack: ExitStack) -> None:
    bus = stack.enter_context(keyring_session())
    use(bus)
    await patient().write("stage", Secret("stored-before-the-lock"))
    bus.lock()
    assert {failure for failure, _words in await refusals(patient())} == {Failure.KEYRING_LOCKED}


async def test_a_keyring_that_nobody_set_up_is_told_as_locked(use: Use, stack: ExitStack) -> None:
    use(stack.enter_context(keyring_session(set_up=False)))
    assert {failure for failure, _words in await refusals(patient())} == {Failure.KEYRING_LOCKED}


async def test_a_bus_without_a_keyring_is_told(use: Use, stack: ExitStack) -> None:
    use(stack.enter_context(private_bus()))
    found = await refusals(patient())
    assert {failure for failure, _words in found} == {Failure.KEYRING_UNAVAILABLE}
    assert {words.partition(",")[0] for _failure, words in found} == {
        "No keyring is running on this computer"
    }


@pytest.mark.usefixtures("use")
async def test_a_machine_without_a_bus_is_told() -> None:
    found = await refusals(patient())
    assert {failure for failure, _words in found} == {Failure.KEYRING_UNAVAILABLE}
    with pytest.raises(VaultError):
        await patient().backend_name()


async def test_a_keyring_started_later_is_found(use: Use, stack: ExitStack) -> None:
    use(stack.enter_context(private_bus()))
    vault = patient()
    await refusals(vault)
    use(stack.enter_context(keyring_session()))
    await vault.write("stage", TOKEN)
    stored = await vault.read("stage")
    assert stored is not None
    assert stored.secret == TOKEN


async def test_a_keyring_that_went_away_is_told(use: Use) -> None:
    vault = patient()
    with keyring_session() as bus:
        use(bus)
        await vault.write("stage", TOKEN)
    found = await refusals(vault)
    assert {failure for failure, _words in found} == {Failure.KEYRING_UNAVAILABLE}


async def test_a_keyring_that_never_answers_is_given_up(use: Use, stack: ExitStack) -> None:
    use(stack.enter_context(silent_service()))
    found = await refusals(KeyringVault(limit_seconds=SHORT_LIMIT_SECONDS))
    assert {failure for failure, _words in found} == {Failure.KEYRING_TIMEOUT}
    assert "password" in found[0][1]


async def test_a_vault_that_is_told_nothing_gives_up_after_three_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = []

    async def give_up(_worker: Worker, _call: object, limit_seconds: float) -> None:
        limits.append(limit_seconds)
        raise TimeoutError

    monkeypatch.setattr(Worker, "run", give_up)
    found = await refusals(KeyringVault())
    assert limits == [3.0] * len(found)
    assert all("within 3 seconds" in words for _failure, words in found)


async def test_a_vault_that_was_held_up_works_again_afterwards(use: Use, stack: ExitStack) -> None:
    vault = KeyringVault(limit_seconds=SHORT_LIMIT_SECONDS)
    with silent_service() as bus:
        use(bus)
        await refusals(vault)
    use(stack.enter_context(keyring_session()))
    await_calls()
    vault._limit_seconds = PATIENCE_SECONDS
    await vault.write("stage", TOKEN)
    assert await vault.read("stage") is not None
