"""The composition root: what is built is also taken down, whole."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from otp_gui import paths
from otp_gui.bootstrap import Parts, build
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import Source
from tests.fakes import FakeHistory, FakeSandbox


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
    parts: Parts = replace(
        built,
        sandbox=sandbox,
        close_gateway=failing(closed, "gateway"),
        history=FakeHistory(broken={"close"}),
    )
    with pytest.raises(StoreError):
        await parts.close()
    assert (sandbox.started, closed) == (0, ["gateway"])
    await built.close()
