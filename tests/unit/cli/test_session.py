"""A run of the services: its result is told whatever happens around it."""

import asyncio

import pytest

from otp_gui import bootstrap
from otp_gui.bootstrap import Parts
from otp_gui.cli import session
from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import VaultError
from tests.fakes import FakeHistory

Raised = type[BaseException]


def with_a_history_that_fails_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*arguments: object) -> Parts:
        built = bootstrap.build(*arguments)  # type: ignore[arg-type]  # passed on
        return built._replace(history=FakeHistory(broken={"close"}))

    monkeypatch.setattr(session, "build", build)


async def _result(_parts: Parts) -> str:
    return "the result"


async def _refused(_parts: Parts) -> str:
    raise VaultError(Failure.KEYRING_LOCKED, phrase("The keyring is locked."))


def test_a_history_that_cannot_be_closed_is_told_and_costs_no_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_a_history_that_fails_at_the_end(monkeypatch)
    assert session.run(session.open_front(), _result) == "the result"
    assert "The disk is full." in capsys.readouterr().err


def test_a_history_that_cannot_be_closed_does_not_hide_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_a_history_that_fails_at_the_end(monkeypatch)
    with pytest.raises(VaultError):
        session.run(session.open_front(), _refused)


@pytest.mark.parametrize("raised", [OSError, asyncio.CancelledError])
def test_nothing_that_goes_wrong_at_the_end_costs_the_result(
    monkeypatch: pytest.MonkeyPatch, raised: Raised
) -> None:
    async def close(_parts: Parts) -> None:
        raise raised

    monkeypatch.setattr(Parts, "close", close)
    assert session.run(session.open_front(), _result) == "the result"
