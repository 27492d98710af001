"""Which token is used, and where it lives."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from otp_gui.domain.environment import presets
from otp_gui.domain.outcome import Failure
from otp_gui.domain.ports import Keeping, StoredToken, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.i18n import render
from otp_gui.services.tokens import TokenService
from otp_gui.vault.session import SessionVault
from tests.fakes import STAGE, TOKEN, RefusingVault

SANDBOX = presets()[2]
BUILT_IN = Secret("sandbox-own-token")


def service(
    keyring: SessionVault | RefusingVault | None = None, variable: Secret | None = None
) -> TokenService:
    return TokenService(
        keyring=keyring or SessionVault(),
        session=SessionVault(),
        sandbox_token=BUILT_IN,
        variable=variable,
    )


async def test_a_stored_token_is_read_back() -> None:
    tokens = service()
    await tokens.store("stage", TOKEN)
    stored = await tokens.read(STAGE)
    assert stored is not None
    assert stored.secret == TOKEN


async def test_an_environment_without_a_token_has_none() -> None:
    assert await service().read(STAGE) is None


async def test_tokens_of_environments_are_kept_apart() -> None:
    tokens = service()
    await tokens.store("production", TOKEN)
    assert await tokens.read(STAGE) is None


async def test_a_token_for_this_session_goes_before_the_stored_one() -> None:
    tokens = service()
    await tokens.store("stage", TOKEN)
    await tokens.keep_for_session("stage", Secret("made-up-session-token"))
    stored = await tokens.read(STAGE)
    assert stored is not None
    assert stored.secret == Secret("made-up-session-token")
    assert stored.keeping is Keeping.SESSION


async def test_storing_replaces_the_one_kept_for_the_session() -> None:
    tokens = service()
    await tokens.keep_for_session("stage", Secret("made-up-session-token"))
    await tokens.store("stage", TOKEN)
    stored = await tokens.read(STAGE)
    assert stored is not None
    assert stored.secret == TOKEN


async def test_a_failed_store_leaves_the_session_token_in_place() -> None:
    tokens = service(RefusingVault())
    await tokens.keep_for_session("stage", TOKEN)
    with pytest.raises(VaultError):
        await tokens.store("stage", Secret("made-up-other-token"))
    stored = await tokens.read(STAGE)
    assert stored is not None
    assert stored.secret == TOKEN


async def test_the_variable_of_this_run_goes_before_everything() -> None:
    tokens = service(variable=Secret("made-up-variable"))
    await tokens.store("stage", TOKEN)
    assert await tokens.read(STAGE) == StoredToken(Secret("made-up-variable"), Keeping.VARIABLE)


async def test_what_is_stored_is_told_whatever_the_variable_holds() -> None:
    tokens = service(variable=Secret("made-up-variable"))
    assert await tokens.stored(STAGE) is None
    await tokens.store("stage", TOKEN)
    stored = await tokens.stored(STAGE)
    assert stored is not None
    assert stored.secret == TOKEN


async def test_forgetting_removes_both_copies() -> None:
    tokens = service()
    await tokens.store("stage", TOKEN)
    await tokens.keep_for_session("stage", TOKEN)
    await tokens.forget("stage")
    assert await tokens.read(STAGE) is None


async def test_the_session_copy_is_gone_even_where_the_keyring_refuses_to_forget() -> None:
    tokens = service(RefusingVault(Failure.KEYRING_LOCKED))
    await tokens.keep_for_session("stage", TOKEN)
    with pytest.raises(VaultError):
        await tokens.forget("stage")
    with pytest.raises(VaultError) as caught:
        await tokens.read(STAGE)
    assert caught.value.failure is Failure.KEYRING_LOCKED


async def test_the_embedded_sandbox_needs_neither_token_nor_keyring() -> None:
    assert await service(RefusingVault()).read(SANDBOX) == StoredToken(BUILT_IN, Keeping.BUILT_IN)


async def test_a_token_stored_for_the_sandbox_is_used_in_place_of_its_own() -> None:
    tokens = service()
    await tokens.store("sandbox", TOKEN)
    stored = await tokens.read(SANDBOX)
    assert stored is not None
    assert stored.secret == TOKEN


async def test_every_other_kind_of_environment_that_has_a_token_too_is_found() -> None:
    tokens = service()
    await tokens.store("stage", TOKEN)
    await tokens.store("sandbox", TOKEN)
    await tokens.keep_for_session("production", TOKEN)
    shared = await tokens.also_stored_for(STAGE, reversed(presets()))
    assert [environment.id for environment in shared] == ["production", "sandbox"]


async def test_a_token_that_no_other_kind_has_is_not_shared() -> None:
    tokens = service()
    await tokens.store("stage", TOKEN)
    await tokens.store("second", TOKEN)
    await tokens.store("production", Secret("made-up-other-token"))
    second = replace(STAGE, id="second")
    assert not await tokens.also_stored_for(STAGE, [*presets(), second])


async def test_the_token_of_the_variable_is_meant_for_every_environment() -> None:
    tokens = service(variable=TOKEN)
    await tokens.store("production", TOKEN)
    assert not await tokens.also_stored_for(STAGE, presets())


async def test_a_keyring_that_refuses_tells_of_no_sharing() -> None:
    tokens = service(RefusingVault())
    await tokens.keep_for_session("stage", TOKEN)
    assert not await tokens.also_stored_for(STAGE, presets())


# A JWT that expired in 2020.
EXPIRED = Secret("eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1ODAwMDAwMDB9.c2lnbmF0dXJl")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def warnings(tokens: TokenService) -> list[str]:
    return [render(told) for told in await tokens.warnings(STAGE, presets(), NOW)]


async def test_an_expired_token_and_one_of_two_kinds_are_pointed_out() -> None:
    tokens = service()
    await tokens.store("stage", EXPIRED)
    await tokens.store("production", EXPIRED)
    expired, shared = await warnings(tokens)
    assert expired == (
        "The token of Stage expired 5 years ago: the server will refuse it. Replace it first."
    )
    assert shared.startswith("The same token is also stored for Production")


async def test_a_good_token_a_missing_one_and_a_refusing_keyring_give_no_warning() -> None:
    tokens = service()
    assert await warnings(tokens) == []
    await tokens.store("stage", TOKEN)
    assert await warnings(tokens) == []
    assert await warnings(service(RefusingVault())) == []


async def test_the_expired_token_of_the_variable_is_pointed_out() -> None:
    assert len(await warnings(service(variable=EXPIRED))) == 1


async def test_whether_the_keyring_can_be_used_is_told() -> None:
    refusing = RefusingVault()
    assert await service(refusing).keyring_refusal(STAGE) is refusing.error
    assert await service().keyring_refusal(STAGE) is None
