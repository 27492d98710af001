"""``otp-check watch``: what happens to a login while one waits, without touching it."""

import asyncio
from dataclasses import dataclass
from typing import Final

import click

from otp_gui.bootstrap import Parts
from otp_gui.cli.asking import (
    Asked,
    login_options,
    only_reading,
    open_history,
    read_asked,
    tell_token,
    tell_unsaved,
    timeout_option,
    untried,
    warn_of_token,
)
from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode
from otp_gui.cli.session import language_option, run
from otp_gui.cli.timeline import JsonLines, Lines, Teller
from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Failure, Operation, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.preferences import WATCH_INTERVAL_RANGE_SECONDS, WATCH_INTERVAL_SECONDS
from otp_gui.domain.watching import Ending
from otp_gui.i18n import tr
from otp_gui.services.watch import Look, Watched, WatchEvent

_EXIT_CODES: Final = {
    Ending.CONFIRMED: ExitCode.SUCCESS,
    Ending.OVER: ExitCode.ERROR,
    Ending.REFUSED: ExitCode.ERROR,
    Ending.STOPPED: ExitCode.INTERRUPTED,
    Ending.TIME_UP: ExitCode.NOT_COMPLETED,
    Ending.NOT_STARTED: ExitCode.NOT_SENT,
}
_CLEAR: Final = {Verdict.SUCCESS, Verdict.NOT_COMPLETED, Verdict.ERROR}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a watch came to; ``reached`` tells whether the service ever answered a look clearly."""

    ending: Ending
    case: Case
    reached: bool
    unsaved_reason: Phrase | None


def watch_command() -> click.Command:
    """Build ``watch`` in the current language."""
    fastest, slowest = WATCH_INTERVAL_RANGE_SECONDS
    return click.Command(
        "watch",
        callback=_watch,
        help=_help(),
        short_help=tr("Look at one login until something happens; it changes nothing."),
        params=[
            *login_options(),
            click.Option(
                ["--interval"],
                type=click.IntRange(fastest, slowest),
                default=WATCH_INTERVAL_SECONDS,
                show_default=True,
                metavar="SECONDS",
                help=tr("The pause between two looks."),
            ),
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help=tr("Print one JSON object per line, each at once."),
            ),
            timeout_option(),
            language_option(),
        ],
    )


def _help() -> str:
    text = "\n\n".join(
        (
            tr(
                "Look at a login again and again, until it is confirmed or over, ten minutes have"
                " passed, or Ctrl+C stops it. Nothing is changed, and nothing is ever completed."
            ),
            tr(
                "With --json, each line is an object with “schema”, “event” and “at” (UTC). “look”"
                " has “verdict”, “error_type”, “http_status”, “message” and “failure” of the"
                " status, “channel”, “wait_seconds” until the next look, and “slowed”: why that is"
                " longer than asked for. “change” has “text” and “severity”. The last line is"
                " “end”, with “ending” (confirmed, over, refused, stopped, time_up, not_started),"
                " “text”, and all that “inspect --json” prints, of the last look."
            ),
            tr(
                "Exit codes: 0 confirmed, 1 ten minutes have passed, 3 over or refused, 4 never a"
                " clear answer, 5 nothing could be sent, 130 stopped."
            ),
        )
    )
    return with_examples(
        text,
        "watch REQUEST_ID --recipient +79990001122 --env production",
        "watch REQUEST_ID --recipient +79990001122 --env stage --interval 10 --json",
    )


def _watch(  # noqa: PLR0913 - click gives each option by its name
    *,
    request_id: str,
    recipient: str,
    environment_id: str,
    interval: int,
    as_json: bool,
    timeout: float | None,
    as_typed: bool,
) -> int:
    asked = read_asked(request_id, recipient, environment_id, as_typed=as_typed, timeout=timeout)
    teller: Teller = JsonLines() if as_json else Lines()
    seen = run(asked.lists, lambda parts: _follow(parts, asked, interval, teller))
    with only_reading():
        teller.end(seen.ending, seen.case)
        tell_unsaved(seen.unsaved_reason)
        tell_token(seen.case.record.outcome, advised=not as_json)
    return _exit_code(seen)


async def _follow(parts: Parts, asked: Asked, interval: int, teller: Teller) -> _Seen:
    """Watch and tell, until it is over or nobody listens any more."""
    task = asyncio.current_task()
    reached = False

    def hear(seen: WatchEvent | Look) -> None:
        nonlocal reached
        if isinstance(seen, Look):
            reached = reached or seen.case.record.outcome.verdict in _CLEAR
        if not teller.hear(seen) and task is not None:
            task.cancel()

    with only_reading():
        try:
            if not teller.begin(asked) and task is not None:
                task.cancel()
            await open_history(parts)
            await warn_of_token(parts, asked)
            watched = await parts.watch.watch(asked.request, asked.environment, interval, hear)
        except asyncio.CancelledError:
            # Stopped before the watch could hear of it.
            watched = Watched(Ending.STOPPED, (), None)
            if task is not None:
                task.uncancel()
        last = watched.case or Case(untried(asked, Failure.CANCELLED, Operation.STATUS))
        return _Seen(watched.ending, last, reached, watched.unsaved_reason)


def _exit_code(seen: _Seen) -> ExitCode:
    if seen.ending is Ending.TIME_UP and not seen.reached:
        return ExitCode.UNKNOWN
    return _EXIT_CODES[seen.ending]
