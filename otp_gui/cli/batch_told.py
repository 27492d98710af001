"""What the console says of a run: why it never began, what it came to, which there are."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from otp_gui.cli.asking import tell_token
from otp_gui.cli.follow_ups import next_steps
from otp_gui.cli.json_lines import SCHEMA, Object, moment_word, print_object
from otp_gui.cli.output import data, say, warn
from otp_gui.domain.batch import BatchRow, BatchRun, RunState
from otp_gui.domain.batch_labels import (
    completed_since,
    ending_phrase,
    logins,
    tally_phrase,
    type_label,
)
from otp_gui.domain.batch_refusal import refusal_advice
from otp_gui.domain.batch_rules import by_now, tally, to_call_again, to_resume, unseen
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.i18n import figure, moment, render, tr

SHORT_UID: Final = 8
"""So many characters name a run to a person."""
_LONGEST_WORD: Final = 100


def tell_refusal(refusal: Outcome | None, environment: Environment) -> None:
    """Explain why a run never began, as for a single call."""
    if refusal is None:
        return
    told = refusal_advice(refusal, environment, datetime.now(UTC))
    warn(render(told.headline))
    say(render(told.meaning))
    for step in next_steps(told):
        say(f"  - {render(step)}")
    tell_token(refusal, advised=True)


def tell_what_goes_on(
    run: BatchRun, environment: Environment, operation: Operation, count: int
) -> None:
    """Say what is called now, and where, of a run that was made."""
    name = run.uid[:SHORT_UID]
    say(
        tr(
            "Going on with run {run} on {environment}: operation {operation}, {logins}.",
            run=f"{name} ({visible(run.title, _LONGEST_WORD)[0]})" if run.title else name,
            environment=visible(environment.name, _LONGEST_WORD)[0],
            operation=operation.value,
            logins=render(logins(count, figure)),
        )
    )


def tell_run(run: BatchRun, rows: Sequence[BatchRow]) -> None:
    """Say how far a run came, why not further, and what its rows came to."""
    told = ending_phrase(by_now(run, rows), figure)
    (say if run.state is RunState.FINISHED else warn)(render(told))
    counted = tally(rows)
    say(render(tally_phrase(counted, run.operation, figure)))
    for word, count in counted.types.items():
        say(f"  {render(type_label(word))}: {figure(count)}")
    for since in completed_since(run, rows, figure):
        say(render(since))
    say(tr("This is run {run}.", run=run.uid[:SHORT_UID]))
    tell_next(run, rows)


def tell_next(run: BatchRun, rows: Sequence[BatchRow]) -> None:
    """Say what can be done next with the rows of a run."""
    completes = run.operation is Operation.COMPLETE
    if run.state is RunState.STOPPED and to_resume(rows, run.operation):
        say(tr("To go on: {command}", command=_command("--resume", run)))
    if completes and unseen(rows):
        command = _command("--inspect", run)
        say(tr("To look at what ended unknown: {command}", command=command))
    if again := to_call_again(rows, run.operation):
        told, command = render(logins(len(again), figure)), _command("--again", run)
        say(
            tr("To complete {logins} again: {command}", logins=told, command=command)
            if completes
            else tr("To look at {logins} once more: {command}", logins=told, command=command)
        )


def _command(option: str, run: BatchRun) -> str:
    return f"otp-check batch {option} {run.uid[:SHORT_UID]} --output …"


def tell_results_later(run: BatchRun) -> None:
    """Say how the results can be written all the same."""
    command = f"otp-check batch --results {run.uid} --output …"
    warn(tr("To write the results later: {command}", command=command))


def tell_left_out(run: BatchRun, count: int | None) -> None:
    """Say once more at the end how many rows of the list are not in a run, where there are any."""
    if count:
        warn(
            tr(
                "Rows of the list that were left out: {count} of {total}.",
                count=figure(count),
                total=figure(run.count + count),
            )
        )


def summary(
    run: BatchRun, rows: Sequence[BatchRow], target: Path | None, left_out: int | None = None
) -> Object:
    """Return what a run came to, for ``--json``; ``left_out`` where it is of a list."""
    counted = tally(rows)
    return {
        **_run_object(run),
        "verdicts": {verdict.value: count for verdict, count in counted.verdicts.items()},
        "types": dict(counted.types),
        "output": None if target is None else str(target),
        **({} if left_out is None else {"left_out": left_out}),
    }


def _run_object(run: BatchRun) -> Object:
    return {
        "schema": SCHEMA,
        "run": run.uid,
        "started_at": moment_word(run.started_at),
        "environment": run.environment,
        "base_url": run.base_url,
        "operation": run.operation,
        "state": run.state,
        "reason": run.reason,
        "count": run.count,
        "called": run.called,
    }


def list_runs(found: Sequence[BatchRun], *, as_json: bool) -> None:
    """Print the runs, newest first, a line each."""
    for run in found:
        if as_json:
            print_object(_run_object(run))
            continue
        state = run.state if run.reason is None else f"{run.state} ({run.reason})"
        parts = [
            run.uid[:SHORT_UID],
            moment(run.started_at),
            run.environment,
            run.operation,
            f"{run.called}/{run.count}",
            state,
            run.title,
        ]
        data("  ".join(part for part in parts if part))
    if not found:
        say(tr("The history of this computer holds no batch run."))
