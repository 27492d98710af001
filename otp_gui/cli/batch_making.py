"""A run of the console from its question to its results."""

import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import click

from otp_gui.cli.batch_heard import Heard
from otp_gui.cli.batch_output import Output, save
from otp_gui.cli.batch_progress import telling
from otp_gui.cli.batch_run import Ended, made
from otp_gui.cli.batch_told import (
    summary,
    tell_left_out,
    tell_refusal,
    tell_results_later,
    tell_run,
)
from otp_gui.cli.json_lines import print_object
from otp_gui.cli.output import ExitCode, ask, by_verdict, on_a_terminal, say, warn
from otp_gui.cli.session import AtWork
from otp_gui.domain.batch import BatchRow, BatchRun, Confirmation, StopReason, Told
from otp_gui.domain.batch_labels import logins
from otp_gui.domain.batch_rules import confirmation, with_unsaved, worst
from otp_gui.domain.batch_warnings import called_before
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import figure, render, tr
from otp_gui.services.batch import BatchService, RunResult

Begin = Callable[[BatchService, Told], Coroutine[Any, Any, RunResult]]


@dataclass(frozen=True, slots=True)
class Manner:
    """Where results go, and whether anybody is asked; ``as_json`` prints a summary.

    ``left_out`` are so many rows of the list that are not in the run; None where there is no list.
    """

    output: Output
    yes: bool
    as_json: bool
    left_out: int | None = None


def confirmed(environment: Environment, operation: Operation, count: int, *, yes: bool) -> bool:
    """Ask what has to be asked before so many rows are called.

    :raises click.UsageError: where there is nobody to be asked.
    """
    wanted = confirmation(environment, operation)
    if environment.is_plain:
        warn(tr("Calls to this environment travel unencrypted, the token with them."))
    if wanted is Confirmation.NONE or yes:
        return True
    if not on_a_terminal():
        raise click.UsageError(
            tr("Completing many logins is confirmed first, and there is nobody to ask: give --yes.")
        )
    say(
        tr(
            "This checks and completes {logins} on {environment}. Where a login is live, the"
            " customer's own site will get false, and the login fails.",
            logins=render(logins(count, figure)),
            environment=environment.name,
        )
    )
    if wanted is Confirmation.ASK:
        return ask(tr("Check and complete them?"), tr("Nothing was sent."))
    say(tr("This is production. Type the number of logins to go on: {count}", count=count))
    is_agreed = sys.stdin.readline().strip() == str(count)
    if not is_agreed:
        say(tr("That was not {count}. Nothing was sent.", count=count))
    return is_agreed


def foreseen(
    at_work: AtWork,
    environment: Environment,
    completing: Sequence[str] = (),
    unknown: Sequence[str] = (),
    warnings: Sequence[Phrase] = (),
) -> bool:
    """Tell what is to be known before a run is confirmed, and whether it can begin.

    ``completing`` are request IDs of which it is not known whether they were completed before,
    ``unknown`` such that an earlier call may have completed.
    """
    found = at_work.do(lambda parts: parts.batch.service.foresee(environment, completing, unknown))
    for warning in (*warnings, *called_before(found.before, figure), *found.of_token):
        warn(render(warning))
    tell_refusal(found.refusal, environment)
    return found.refusal is None


def make(at_work: AtWork, heard: Heard, count: int, operation: Operation, begin: Begin) -> Ended:
    """Make a run of ``count`` calls, and show how it goes."""
    with telling(count, operation) as teller:
        hear = heard.then(teller.hear)
        return at_work.do(lambda parts: made(parts, partial(begin, parts.batch.service, hear)))


def end(heard: Heard, ended: Ended, environment: Environment, manner: Manner) -> int:
    """Write and tell what a run came to; return the exit code."""
    result = ended.result
    if result.run is None:
        tell_refusal(result.refusal, environment)
        return ExitCode.NOT_SENT
    if result.unsaved_reason is not None:
        reason = render(result.unsaved_reason)
        warn(tr("The history does not hold all of it: {reason}", reason=reason))
    if ended.unread is not None:
        warn(render(ended.unread))
        tell_results_later(result.run)
        tell_left_out(result.run, manner.left_out)
        return ExitCode.UNKNOWN
    rows = with_unsaved(ended.rows, heard.unsaved)
    is_written = write(result.run, rows, manner)
    if result.run.reason is StopReason.CANCELLED:
        return ExitCode.INTERRUPTED
    # Not the code of what was never sent: whoever reads that would call the list again.
    return worst_of(rows) if is_written else ExitCode.UNKNOWN


def write(run: BatchRun, rows: Sequence[BatchRow], manner: Manner) -> bool:
    """Tell and write what a run came to; say whether that was written."""
    tell_run(run, rows)
    is_written = save(manner.output, run, rows)
    tell_left_out(run, manner.left_out)
    if manner.as_json:
        target = manner.output.target if is_written else None
        print_object(summary(run, rows, target, manner.left_out))
    return is_written


def worst_of(rows: Sequence[BatchRow]) -> ExitCode:
    """Return the exit code of what rows came to."""
    return by_verdict(worst(row.verdict for row in rows))
