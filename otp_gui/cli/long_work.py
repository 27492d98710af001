"""Work on the history that takes a while: how far it is, and what is left when it is stopped."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import click

from otp_gui.cli.output import warn
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render

Told = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What a piece of work is called; what is told where it has failed, or was stopped."""

    doing: Phrase
    failed: Phrase
    stopped: Phrase


@contextmanager
def working(job: Job) -> Iterator[Told]:
    """Give what is to be told how far the work is: on a terminal a bar shows it.

    What is left is told where the work is stopped with Ctrl+C or refused; the exception goes on.
    """
    try:
        with _bar(render(job.doing)) as told:
            yield told
    except KeyboardInterrupt:
        warn(render(job.stopped))
        raise
    except StoreError:
        warn(render(job.failed))
        raise


@contextmanager
def _bar(label: str) -> Iterator[Told]:
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_eta=False) as bar:

        def tell(done: int, total: int | None) -> None:
            # Not known, or of another piece of the work, which begins anew.
            bar.length, bar.finished = total, False
            with suppress(OSError, ValueError):
                bar.update(done - bar.pos)

        yield tell
