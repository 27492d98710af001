"""What ``otp-check batch`` does with runs that were made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import click

from otp_gui.bootstrap import Front
from otp_gui.cli.batch_heard import Heard
from otp_gui.cli.batch_making import Begin, Manner, confirmed, end, foreseen, make, worst_of, write
from otp_gui.cli.batch_told import list_runs, tell_next, tell_what_goes_on
from otp_gui.cli.output import ExitCode, say
from otp_gui.cli.session import AtWork, find_environment, opened_history
from otp_gui.domain.batch import (
    BatchItem,
    BatchPlan,
    BatchRow,
    BatchRun,
    RunSettings,
    RunState,
    StopReason,
)
from otp_gui.domain.batch_labels import MADE_ELSEWHERE, cautions, ending_phrase, reason_phrase
from otp_gui.domain.batch_rules import (
    is_elsewhere,
    so_far,
    to_call_again,
    to_inspect,
    to_resume,
    unseen,
)
from otp_gui.domain.batch_warnings import inferred, to_look_up
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.i18n import figure, render, tr
from otp_gui.services.batch import RunControl

_SHORTEST_UID: Final = 4
_NOTHING: Final = phrase("There is no row of this run left for that.")
_LOOK_FIRST: Final = phrase(
    "Rows of this run ended unknown: --inspect looks at them. Only what is still open then is"
    " called again."
)
_NOT_OPEN: Final = phrase(
    "What ended unknown was answered “false” when it was inspected: it may have been completed, so"
    " it is not called again. --inspect looks once more."
)
_OVERTAKEN: Final = phrase(
    "What could be called again had another completing call since, and is left to that one."
)

Change = Callable[[RunSettings], RunSettings]


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is to be called of a run: so many rows, by ``begin``."""

    operation: Operation
    count: int
    begin: Begin
    why_none: Phrase = _NOTHING
    """What to say where there is none."""
    warnings: Sequence[Phrase] = ()
    """What is to be known before it is confirmed."""
    completing: Sequence[str] = ()
    """Request IDs of which it is not known whether they were completed before."""
    unknown: Sequence[str] = ()
    """Such that an earlier call may have completed."""


_Choose = Callable[[BatchRun, Sequence[BatchRow], Environment, datetime], _Errand]


def show_runs(lists: Front, *, as_json: bool) -> int:
    """Print the newest runs."""
    with opened_history(lists) as at_work:
        list_runs(at_work.do(lambda parts: parts.batch.service.runs()), as_json=as_json)
    return ExitCode.SUCCESS


def write_results(lists: Front, name: str, manner: Manner) -> int:
    """Write what a run came to, so far where somebody is still at it."""
    with opened_history(lists) as at_work:
        run = _find(at_work, name, "'--results'")
        rows = so_far(run, at_work.do(lambda parts: parts.batch.service.rows(run.uid)))
    if not write(run, rows, manner):
        return ExitCode.NOT_SENT
    # Not the code of what was never sent: whoever reads that would call the list again.
    return ExitCode.UNKNOWN if run.state is RunState.RUNNING else worst_of(rows)


def resume(lists: Front, name: str, manner: Manner, change: Change) -> int:
    """Call the rows of a stopped run that were never called."""

    def choose(
        run: BatchRun, rows: Sequence[BatchRow], environment: Environment, _at: datetime
    ) -> _Errand:
        if run.state is RunState.FINISHED:
            raise click.BadParameter(tr("This run is not stopped."), param_hint="'--resume'")
        changed = replace(run, settings=change(run.settings))
        left = to_resume(rows, run.operation) if run.state is RunState.STOPPED else ()
        return _Errand(
            run.operation,
            len(left),
            lambda service, told: service.resume(changed, environment, RunControl(), told),
            why_none=_why_no_rest(run, rows),
            completing=to_look_up(left, run.operation),
        )

    return _call(lists, name, "'--resume'", manner, choose)


def call_again(lists: Front, name: str, manner: Manner, change: Change) -> int:
    """Make a run of those rows of another that were called and may be once more."""

    def choose(
        run: BatchRun, rows: Sequence[BatchRow], environment: Environment, at: datetime
    ) -> _Errand:
        wanted = to_call_again(rows, run.operation)
        errand = _anew(run, run.operation, wanted, environment, change(run.settings), at)
        return replace(
            errand,
            why_none=_why_not_again(run, rows),
            warnings=inferred(wanted, figure) if run.operation is Operation.COMPLETE else (),
            completing=to_look_up(
                (row for row in wanted if row.verdict is not Verdict.UNKNOWN), run.operation
            ),
            unknown=to_look_up(
                (row for row in wanted if row.verdict is Verdict.UNKNOWN), run.operation
            ),
        )

    return _call(lists, name, "'--again'", manner, choose)


def inspect(lists: Front, name: str, manner: Manner, change: Change) -> int:
    """Make a run that looks at those rows of a completing one that ended unknown."""

    def choose(
        run: BatchRun, rows: Sequence[BatchRow], environment: Environment, at: datetime
    ) -> _Errand:
        wanted = to_inspect(rows) if run.operation is Operation.COMPLETE else ()
        return _anew(run, Operation.STATUS, wanted, environment, change(run.settings), at)

    return _call(lists, name, "'--inspect'", manner, choose)


def _why_no_rest(run: BatchRun, rows: Sequence[BatchRow]) -> Phrase:
    """Say why nothing of a run can be resumed, if nothing can."""
    completes = run.operation is Operation.COMPLETE
    is_overtaken = any(row.is_overtaken and row.check_uid is None for row in rows)
    return reason_phrase(StopReason.OVERTAKEN) if completes and is_overtaken else _NOTHING


def _why_not_again(run: BatchRun, rows: Sequence[BatchRow]) -> Phrase:
    """Say why none of these can be called again, if none can."""
    if run.operation is not Operation.COMPLETE:
        return _NOTHING
    if unseen(rows):
        return _LOOK_FIRST
    if to_inspect(rows):
        return _NOT_OPEN
    # But for another call these could have been.
    left = to_call_again((replace(row, is_overtaken=False) for row in rows), run.operation)
    return _OVERTAKEN if left else _NOTHING


def _anew(
    run: BatchRun,
    operation: Operation,
    rows: Sequence[BatchRow],
    environment: Environment,
    settings: RunSettings,
    chosen_at: datetime,
) -> _Errand:
    items = [BatchItem(row.line, row.request) for row in rows]
    plan = BatchPlan(environment, operation, items, run.title, settings, chosen_at)
    return _Errand(
        operation,
        len(items),
        lambda service, told: service.start(plan, RunControl(), told),
    )


def _call(lists: Front, name: str, option: str, manner: Manner, choose: _Choose) -> int:
    heard = Heard()
    with heard.truthful():
        with opened_history(lists) as at_work:
            run = _find(at_work, name, option)
            environment = find_environment(lists, run.environment, option)
            if is_elsewhere(run, environment):
                raise click.BadParameter(render(MADE_ELSEWHERE), param_hint=option)
            at = datetime.now(UTC)
            rows = at_work.do(lambda parts: parts.batch.service.rows(run.uid))
            errand = choose(run, rows, environment, at)
            if not errand.count:
                is_on = run.state is RunState.RUNNING
                told = ending_phrase(run, figure) if is_on else errand.why_none
                raise click.BadParameter(render(told), param_hint=option)
            tell_what_goes_on(run, environment, errand.operation, errand.count)
            if not foreseen(
                at_work, environment, errand.completing, errand.unknown, errand.warnings
            ):
                return ExitCode.NOT_SENT
            if not confirmed(environment, errand.operation, errand.count, yes=manner.yes):
                return ExitCode.NOT_SENT
            ended = make(at_work, heard, errand.count, errand.operation, errand.begin)
            run, rows_by_now = _by_now(at_work, run)
        code = end(heard, ended, environment, manner)
    if ended.result.run is not None and ended.result.run.uid != run.uid:
        if run.operation is not errand.operation:
            for caution in cautions(ended.rows, rows):
                say(render(caution))
        tell_next(run, rows_by_now)
    return code


def _by_now(at_work: AtWork, run: BatchRun) -> tuple[BatchRun, Sequence[BatchRow]]:
    """Return a run as others, too, have left it by now."""
    try:
        found = at_work.do(lambda parts: parts.batch.service.run(run.uid))
        return found or run, at_work.do(lambda parts: parts.batch.service.rows(run.uid))
    except StoreError:
        # What was called since is to be told all the same.
        return run, ()


def _find(at_work: AtWork, name: str, option: str) -> BatchRun:
    """Return the run whose uid begins so.

    :raises click.BadParameter: where there is none, or more than one.
    """
    known = at_work.do(lambda parts: parts.batch.service.run(name))
    if known is not None:
        return known
    found = at_work.do(lambda parts: parts.batch.service.runs())
    fitting = [run for run in found if len(name) >= _SHORTEST_UID and run.uid.startswith(name)]
    if len(fitting) > 1:
        raise click.BadParameter(
            tr("More than one run begins so: give more of it, see --runs."), param_hint=option
        )
    if not fitting:
        raise click.BadParameter(tr("There is no such run: see --runs."), param_hint=option)
    return fitting[0]
