"""Waiting for what a window does in its own time."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_SECONDS: Final = 10.0
_TURN_SECONDS: Final = 0.002
_W = TypeVar("_W", bound=QWidget)


async def until(condition: Callable[[], object]) -> None:
    """Let the loop turn until ``condition`` holds.

    Never by a nested Qt loop: inside a task that loses the wake-ups of all others.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - a widget sets no event
            await asyncio.sleep(_TURN_SECONDS)


async def opened(kind: type[_W]) -> _W:
    """Wait for a window of ``kind`` to be shown, and return it."""
    found: list[_W] = []

    def look() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind)]
        found[:] = [w for w in found if w.isVisible()]
        return bool(found)

    await until(look)
    return found[0]
