"""The composition root: what is built is also taken down, whole."""

import os
from collections.abc import Awaitable, Callable

import pytest

from otp_gui import paths
from otp_gui.bootstrap import TOKEN_VARIABLE, Parts, build
from otp_gui.domain.ports import Keeping, StoredToken, StoreError
from otp_gui.domain.record import Source
from otp_gui.domain.redact import Secret
from otp_gui.i18n import render
from tests.fakes import STAGE, FakeHistory, FakeSandbox


def failing(closed: list[str], name: str) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        closed.append(name)
        raise OSError(name)

    return close


class _Sandbox(FakeSandbox):
    async def stop(self) -> None:
        await super().stop()
        raise OSError("sandbox")


async def test_each_part_is_closed_whatever_the_others_raise() -> None:
    closed: list[str] = []
    built = build(paths.default(), Source.CLI)
    sandbox = _Sandbox()
    sandbox.started = 1
    parts: Parts = built._replace(
        sandbox=sandbox,
        close_gateway=failing(closed, "gateway"),
        history=FakeHistory(broken={"close"}),
    )
    with pytest.raises(StoreError):
        await parts.close()
    assert (sandbox.started, closed) == (0, ["gateway"])
    await built.close()


@pytest.mark.parametrize("source", [Source.CLI, Source.GUI])
async def test_the_variables_token_is_of_this_run_and_no_child_inherits_it(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, " Bearer made-up-token ")
    parts = build(paths.default(), source)
    assert await parts.tokens.read(STAGE) == StoredToken(Secret("made-up-token"), Keeping.VARIABLE)
    assert parts.variable_problem is None
    assert TOKEN_VARIABLE not in os.environ
    await parts.close()


async def test_a_variable_that_holds_no_token_is_told_and_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "made-up token")
    parts = build(paths.default(), Source.GUI)
    assert parts.variable_problem is not None
    told = render(parts.variable_problem)
    assert TOKEN_VARIABLE in told
    assert "made-up" not in told
    assert TOKEN_VARIABLE not in os.environ
    await parts.close()


async def test_a_demo_leaves_the_variables_token_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "made-up-token")
    parts = build(paths.default(), Source.GUI, throw_away=True)
    assert await parts.tokens.read(STAGE) is None
    assert TOKEN_VARIABLE not in os.environ
    await parts.close()
