"""``otp-check history purge``: what is old, or of one number, goes. A number is never an argument.

The log tells when calls were deleted and how many, never whose they were.
"""

import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import click

from otp_gui.bootstrap import Parts
from otp_gui.cli.examples import with_examples
from otp_gui.cli.long_work import Job, Told, working
from otp_gui.cli.moments import SpanType
from otp_gui.cli.output import ExitCode, ask, on_a_terminal, say, warn, write
from otp_gui.cli.session import language_option, open_front, opened_history
from otp_gui.cli.surplus import Surplus
from otp_gui.domain.counted import found
from otp_gui.domain.display import visible
from otp_gui.domain.labels import hint_phrase
from otp_gui.domain.phrase import phrase
from otp_gui.domain.request import MAX_RECIPIENT, Hint, read_recipient
from otp_gui.domain.upkeep import Purge
from otp_gui.i18n import figure, render, tr
from otp_gui.services.upkeep_words import UpkeepWords

_AFTER: Final = UpkeepWords(figure)
_ALL: Final = datetime.max.replace(tzinfo=UTC)
"""Before it is every call, that of a clock which was ahead too."""
_PURGE: Final = Job(
    phrase("Deleting old calls"),
    failed=phrase("Not all old calls could be deleted."),
    stopped=phrase("Deleting was stopped: some old calls are still there."),
)
_PURGE_ALL: Final = Job(
    phrase("Deleting every call"),
    failed=phrase("Not every call could be deleted."),
    stopped=phrase("Deleting was stopped: some calls are still there."),
)
_FORGET: Final = Job(
    phrase("Forgetting the number"),
    failed=phrase("The number could not be forgotten everywhere: forget it again."),
    stopped=phrase("Stopped: the number may still be in the history. Forget it again."),
)
_LOOK: Final = Job(
    phrase("Looking"),
    failed=phrase("Nothing was deleted."),
    stopped=phrase("Nothing was deleted."),
)

_Work = Callable[[Parts, Told], Coroutine[Any, Any, Purge]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to go: how it is looked for and deleted, what is asked before and told after."""

    look: _Work
    delete: _Work
    job: Job
    question: str
    is_of_a_number: bool = False


def purge_command() -> click.Command:
    """Build ``history purge`` in the current language."""
    return click.Command(
        "purge",
        callback=_purge,
        help=with_examples(
            tr(
                "Delete calls for good: those that are old, every trace of one phone number, or"
                " all. What would go is told, and asked about, before. It cannot be undone. Calls"
                " in flight stay."
            ),
            "history purge --older-than 30d --dry-run",
            "history purge --older-than 30d --yes",
            "history purge --recipient",
        ),
        short_help=tr("Delete old calls, one phone number, or everything."),
        params=[*_what(), *_how(), Surplus(), language_option()],
    )


def _what() -> list[click.Parameter]:
    return [
        click.Option(
            ["--older-than"],
            type=SpanType(),
            metavar="SPAN",
            help=tr("Calls that are older than that, as in 12h, 30d, 8w."),
        ),
        click.Option(
            ["--recipient"],
            is_flag=True,
            help=tr("Every trace of a phone number; it is asked for, or read from standard input."),
        ),
        click.Option(
            ["--all", "everything"], is_flag=True, help=tr("Every call that is recorded.")
        ),
    ]


def _how() -> list[click.Parameter]:
    return [
        click.Option(["--dry-run"], is_flag=True, help=tr("Only tell what would be deleted.")),
        click.Option(["--yes"], is_flag=True, help=tr("Do not ask for a confirmation.")),
    ]


def _purge(
    *,
    older_than: timedelta | None,
    recipient: bool,
    everything: bool,
    dry_run: bool,
    yes: bool,
    surplus: tuple[str, ...],
) -> int:
    _refuse(surplus, [older_than is not None, recipient, everything])
    if not (yes or dry_run or on_a_terminal()):
        raise click.UsageError(
            tr("Deleting is confirmed first, and there is nobody to ask: give --yes or --dry-run.")
        )
    plan = _plan(older_than, recipient=recipient)
    with opened_history(open_front()) as at_work:
        with working(_LOOK) as told:
            preview = at_work.do(lambda parts: plan.look(parts, told))
        _tell_preview(preview)
        if preview.finds_nothing or dry_run:
            return ExitCode.SUCCESS
        if not yes and not ask(plan.question, tr("Nothing was deleted.")):
            return ExitCode.NOT_SENT
        with working(plan.job) as told:
            done = at_work.do(lambda parts: plan.delete(parts, told))
    _tell(done, plan)
    return ExitCode.SUCCESS


def _refuse(surplus: tuple[str, ...], chosen: list[bool]) -> None:
    if surplus:
        raise click.UsageError(
            tr(
                "A phone number is no argument: every program could read it there, and the shell"
                " would remember it. Enter it when asked, or pipe it in."
            )
        )
    if chosen.count(True) != 1:
        raise click.UsageError(tr("Give one of --older-than, --recipient and --all."))


def _plan(older_than: timedelta | None, *, recipient: bool) -> _Plan:
    if recipient:
        number = _read_number()
        return _Plan(
            look=lambda parts, told: parts.archive.retention.preview_recipient(number, told),
            delete=lambda parts, told: parts.archive.retention.forget(number, told),
            job=_FORGET,
            question=tr("Forget this number? It cannot be undone."),
            is_of_a_number=True,
        )
    before = _ALL if older_than is None else _before(older_than)
    return _Plan(
        look=lambda parts, _told: parts.archive.upkeep.preview(before),
        delete=lambda parts, told: parts.archive.upkeep.purge(before, told),
        job=_PURGE_ALL if older_than is None else _PURGE,
        question=tr("Delete them? It cannot be undone."),
    )


def _before(span: timedelta) -> datetime:
    try:
        return datetime.now(UTC) - span
    except OverflowError:
        # Nothing is as old as that.
        return datetime.min.replace(tzinfo=UTC)


def _read_number() -> str:
    """Ask for the number, or take it from standard input.

    :raises click.UsageError: where it is none.
    """
    if on_a_terminal():
        write(tr("Phone number to forget, in any spelling: "), err=True, newline=False)
        typed = sys.stdin.readline(MAX_RECIPIENT + 2)
        if not typed:
            raise click.Abort
    else:
        # Decoded here: what is no text is no number.
        raw = sys.stdin.buffer.read(4 * MAX_RECIPIENT) if sys.stdin is not None else b""
        typed = raw.decode("utf-8", "replace")
    reading = read_recipient(typed.strip())
    if reading.value is None:
        raise click.UsageError(render(reading.problem) if reading.problem else "")
    value = visible(reading.value.value)[0]
    if on_a_terminal():
        say(tr("Understood as {value}", value=value))
    for hint in reading.hints:
        if hint not in (Hint.SENT_AS, Hint.CLEANED):
            warn(render(hint_phrase(hint, value)))
    return reading.value.value


def _tell_preview(preview: Purge) -> None:
    if preview.finds_nothing:
        say(tr("There is nothing to delete."))
    else:
        say(tr("To be deleted: {what}.", what=render(found(preview, figure))))
    if preview.running:
        say(tr("Calls in flight, left alone: {count}.", count=figure(preview.running)))


def _tell(done: Purge, plan: _Plan) -> None:
    told = _AFTER.forgotten(done) if plan.is_of_a_number else [_AFTER.deleted(done), *done.notices]
    for words in told:
        say(render(words))
