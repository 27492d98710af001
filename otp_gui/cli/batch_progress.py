"""How far a run is: a bar on a terminal, plain lines for everything else."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final

import click

from otp_gui.cli.output import say, warn
from otp_gui.domain.batch import BatchNews, BatchRow
from otp_gui.domain.batch_labels import answer_label, pace_phrase
from otp_gui.domain.batch_rules import hold_left, pace
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.i18n import figure, render, tr

_EVERY_SECONDS: Final = 10.0
_STEPS: Final = 10
_MOST_DRAWN: Final = 200
"""A bar is drawn so often at most: it costs more than a call."""


class Teller:
    """Hears the news of a run of ``count`` rows; ``draw`` tells a bar of ``n`` more rows."""

    def __init__(
        self,
        count: int,
        operation: Operation,
        draw: Callable[[int], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._count: Final = count
        self._operation: Final = operation
        self._draw: Final = draw
        self._monotonic: Final = monotonic
        self._began: Final = monotonic()
        self._told_at = self._began
        self._step = -(-count // _STEPS)
        self._next = self._step
        self._held: datetime | None = None
        self._verdicts: Final[Counter[Verdict]] = Counter()
        self.done = 0

    @property
    def counts(self) -> str:
        """What the rows came to so far."""
        return ", ".join(
            f"{render(answer_label(verdict, self._operation))}: {figure(count)}"
            for verdict, count in self._verdicts.most_common()
        )

    def hear(self, news: BatchNews) -> None:
        """Take note of what has happened, and tell it."""
        if news.held_until != self._held and news.row is None:
            self._held = news.held_until
            self._tell_hold()
        if news.row is not None and (verdict := _ended(news.row)) is not None:
            self._verdicts[verdict] += 1
            self.done += 1
            self._tell()

    def _tell_hold(self) -> None:
        if self._held is not None:
            until = self._held.astimezone().strftime("%H:%M:%S")
            warn(tr("The service asks for a pause: nothing is sent before {time}.", time=until))

    def _tell(self) -> None:
        if self._draw is not None:
            self._draw(1)
            return
        now = self._monotonic()
        if self.done < self._next and now - self._told_at < _EVERY_SECONDS:
            return
        self._next = self.done + self._step
        self._told_at = now
        line = f"{figure(self.done)}/{figure(self._count)}: {self.counts}"
        held = hold_left(self._held, datetime.now(UTC))
        left = self._count - self.done
        told = pace_phrase(pace(self.done, left, now - self._began, held_seconds=held))
        say(line if told is None else f"{line} ({render(told)})")


def _ended(row: BatchRow) -> Verdict | None:
    """Return what came of a row; None for one that has just begun, or was left alone."""
    verdict = None if row.record is None else row.record.outcome.verdict
    return None if verdict is Verdict.RUNNING else verdict


@contextmanager
def telling(count: int, operation: Operation) -> Iterator[Teller]:
    """Give what hears the news of a run of ``count`` rows."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield Teller(count, operation)
        return
    told: list[Teller] = []

    def words(_item: Any) -> str:  # noqa: ANN401 - click's own
        return told[0].counts if told else ""

    with click.progressbar(
        length=count,
        file=sys.stderr,
        show_pos=True,
        item_show_func=words,
        update_min_steps=max(1, count // _MOST_DRAWN),
    ) as bar:

        def draw(steps: int) -> None:
            with suppress(OSError, ValueError):
                bar.update(steps, current_item=bar.pos)

        told.append(Teller(count, operation, draw))
        yield told[0]
