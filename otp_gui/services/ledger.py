"""The rows of a run's calls, written in groups: what waits at the same time is one commit."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from otp_gui.domain.batch import Batches, Begun, Step
from otp_gui.domain.errors import StoreError
from otp_gui.domain.record import CheckRecord

if TYPE_CHECKING:
    # Named in an assignment only.
    from otp_gui.domain.phrase import Phrase

Kept = Callable[[CheckRecord], None]


class Ledger:
    """Commits what the calls of one run begin and end with.

    While one commit is under way, the next group gathers. ``unsaved_reason`` tells why history did
    not take one of them, ``fault`` is an error of the tool itself in writing them.
    """

    def __init__(self, batches: Batches, uid: str) -> None:
        self.unsaved_reason: Phrase | None = None
        self.fault: Exception | None = None
        self._batches = batches
        self._uid = uid
        self._begins: list[tuple[int, CheckRecord, asyncio.Future[Begun]]] = []
        self._ends: list[tuple[CheckRecord, Kept]] = []
        self._frees: list[tuple[int, CheckRecord]] = []
        self._writing: asyncio.Task[None] | None = None

    async def begin(self, number: int, record: CheckRecord) -> Begun:
        """Commit an intent row together with the row of the run that names it.

        :raises StoreError: where that cannot be written; nothing may be sent then.
        """
        begun: asyncio.Future[Begun] = asyncio.get_running_loop().create_future()
        self._begins.append((number, record, begun))
        self._write()
        return await begun

    def end(self, record: CheckRecord, kept: Kept) -> None:
        """Have an outcome committed with the next group; ``kept`` hears when it is over.

        A record that history could not take is told with ``saved`` false.
        """
        self._ends.append((record, kept))
        self._write()

    def free(self, number: int, record: CheckRecord) -> None:
        """Have the row of a call that never left be as if it was not called."""
        self._frees.append((number, record))
        self._write()

    async def drain(self) -> None:
        """Wait until nothing is left to be written."""
        while self._writing is not None:
            await asyncio.wait({self._writing})

    def _write(self) -> None:
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write_all())

    async def _write_all(self) -> None:
        try:
            while self._begins or self._ends or self._frees:
                await self._write_group()
        finally:
            self._writing = None

    async def _write_group(self) -> None:
        begins, self._begins = self._begins, []
        ends, self._ends = self._ends, []
        frees, self._frees = self._frees, []
        step = Step(
            [(number, record) for number, record, _ in begins],
            [record for record, _ in ends],
            frees,
        )
        try:
            answers = await self._batches.step(self._uid, step)
        except Exception as error:  # noqa: BLE001 - told by whoever ends the run
            for _number, _record, begun in begins:
                if not begun.done():
                    begun.set_exception(error)
            for record, kept in ends:
                kept(record)
            if isinstance(error, StoreError):
                self.unsaved_reason = error.explanation
            else:
                self.fault = error
            return
        for (_number, _record, begun), answer in zip(begins, answers, strict=True):
            if not begun.done():
                begun.set_result(answer)
        for record, kept in ends:
            kept(replace(record, saved=True))
