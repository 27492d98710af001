"""Work on the history that takes a while: how far it is, and what is left when it is stopped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from otp_gui.cli.bar import drawing, is_drawn
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
    if not is_drawn():
        yield lambda _done, _total: None
        return
    with drawing() as draw:

        def tell(done: int, total: int | None) -> None:
            if total is None:
                draw(None, [label])
                return
            share = done / total if total else 1.0
            draw(share, [f"{int(share * 100)}%", label])

        draw(None, [label])
        yield tell
