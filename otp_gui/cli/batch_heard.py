"""What is heard of a run while it is made, and nobody else may know in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import click

from otp_gui.cli.asking import MayHaveBeenSentError
from otp_gui.domain.batch import BatchNews, Told
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import CheckRecord

_BROKEN: Final = phrase(
    "An error of the tool itself stopped this command after requests may have been sent. What came"
    " of each is in the history: otp-check batch --runs names the run."
)


@dataclass(slots=True)
class Heard:
    """``unsaved`` are calls that the history could not take, by their uid."""

    has_begun: bool = False
    unsaved: dict[str, CheckRecord] = field(default_factory=dict)

    def then(self, told: Told) -> Told:
        """Return what hears the news here first, and tells them on."""

        def hear(news: BatchNews) -> None:
            record = None if news.row is None else news.row.record
            if record is not None:
                self.has_begun = True
                if record.finished_at is not None and not record.saved:
                    self.unsaved[record.uid] = record
            told(news)

        return hear

    @contextmanager
    def truthful(self) -> Iterator[None]:
        """Never let an error of the tool itself look as if nothing was sent."""
        try:
            yield
        except (click.ClickException, click.Abort):
            raise
        except Exception as error:
            if self.has_begun:
                raise MayHaveBeenSentError(_BROKEN) from error
            raise
