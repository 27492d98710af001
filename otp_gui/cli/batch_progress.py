"""How far a run is: a bar on a terminal, plain lines for everything else."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from otp_gui.cli.bar import Draw, drawing, is_drawn
from otp_gui.cli.output import say, warn
from otp_gui.domain.batch import BatchNews, BatchRow
from otp_gui.domain.batch_labels import answer_label, pace_phrase
from otp_gui.domain.batch_rules import Tempo, hold_left
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.i18n import figure, moment, render, tr

_EVERY_SECONDS: Final = 10.0
_STEPS: Final = 10
_MOST_DRAWN: Final = 200
"""A bar that is quick is drawn so often at most: it costs more than a call."""


class Teller:
    """Hears the news of a run of ``count`` rows; with ``draw`` it tells them as a bar."""

    def __init__(
        self,
        count: int,
        operation: Operation,
        draw: Draw | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._count: Final = count
        self._operation: Final = operation
        self._draw: Final = draw
        self._monotonic: Final = monotonic
        self._tempo: Final = Tempo()
        self._seen_at = self._told_at = monotonic()
        self._step: Final = -(-count // (_STEPS if draw is None else _MOST_DRAWN))
        self._next = self._step
        self._held: datetime | None = None
        self._verdicts: Final[Counter[Verdict]] = Counter()
        self.done = 0

    def hear(self, news: BatchNews) -> None:
        """Take note of what has happened, and tell it."""
        self._go_on()
        if news.held_until != self._held and news.row is None:
            self._held = news.held_until
            self._tell_hold()
        if news.row is not None and (verdict := _ended(news.row)) is not None:
            self._verdicts[verdict] += 1
            self.done += 1
            self._go_on()
            self._tell()

    def _tell_hold(self) -> None:
        if self._held is not None:
            local = self._held.astimezone()
            is_today = local.date() == datetime.now(UTC).astimezone().date()
            until = f"{local:%H:%M:%S}" if is_today else moment(local)
            warn(tr("The service asks for a pause: nothing is sent before {time}.", time=until))

    def _tell(self) -> None:
        now = self._monotonic()
        if self.done < self._next and now - self._told_at < _EVERY_SECONDS:
            return
        self._next = self.done + self._step
        self._told_at = now
        if self._draw is not None:
            self.draw()
            return
        line = f"{self._position}: {', '.join(self._counts())}"
        told = self._pace()
        say(line if told is None else f"{line} ({told})")

    def draw(self) -> None:
        """Draw the bar as things stand, where there is one."""
        if self._draw is not None:
            told = self._pace()
            facts = [self._position, *self._counts(), *([] if told is None else [told])]
            self._draw(self.done / max(self._count, 1), facts)

    @property
    def _position(self) -> str:
        return f"{figure(self.done)}/{figure(self._count)}"

    def _counts(self) -> Sequence[str]:
        """Return what the rows came to so far, the most frequent first."""
        return [
            f"{render(answer_label(verdict, self._operation))}: {figure(count)}"
            for verdict, count in self._verdicts.most_common()
        ]

    def _pace(self) -> str | None:
        held = hold_left(self._held, datetime.now(UTC))
        told = pace_phrase(self._tempo.pace(self._count - self.done, held_seconds=held))
        return None if told is None else render(told)

    def _go_on(self) -> None:
        """Let the time count that has passed, unless it was a pause."""
        now = self._monotonic()
        self._tempo.go_on(0.0 if self._held is not None else now - self._seen_at, self.done)
        self._seen_at = now


def _ended(row: BatchRow) -> Verdict | None:
    """Return what came of a row; None for one that has just begun, or was left alone."""
    verdict = None if row.record is None else row.record.outcome.verdict
    return None if verdict is Verdict.RUNNING else verdict


@contextmanager
def telling(count: int, operation: Operation) -> Iterator[Teller]:
    """Give what hears the news of a run of ``count`` rows."""
    if not is_drawn():
        yield Teller(count, operation)
        return
    with drawing() as draw:
        teller = Teller(count, operation, draw)
        teller.draw()
        try:
            yield teller
        finally:
            teller.draw()
