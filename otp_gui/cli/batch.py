"""``otp-check batch``: one question, or one completing call, for every login of a list."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import click

from otp_gui.bootstrap import Front, Parts
from otp_gui.cli.batch_heard import Heard
from otp_gui.cli.batch_list import ListOptions, list_options, read_draft, tell_draft
from otp_gui.cli.batch_options import earlier_options, run_options
from otp_gui.cli.batch_output import Output, agreed, output_of, output_options, save
from otp_gui.cli.batch_progress import telling
from otp_gui.cli.batch_run import Ended, made
from otp_gui.cli.batch_told import list_runs, summary, tell_refusal, tell_results_later, tell_run
from otp_gui.cli.examples import with_examples
from otp_gui.cli.json_lines import print_object
from otp_gui.cli.output import ExitCode, ask, by_verdict, on_a_terminal, say, warn
from otp_gui.cli.session import (
    AtWork,
    find_environment,
    language_option,
    open_front,
    opened_history,
)
from otp_gui.domain.batch import (
    BatchItem,
    BatchPlan,
    BatchRow,
    BatchRun,
    Confirmation,
    RunSettings,
    RunState,
    StopReason,
    Told,
)
from otp_gui.domain.batch_labels import logins
from otp_gui.domain.batch_rules import confirmation, to_resume, with_unsaved, worst
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation
from otp_gui.i18n import figure, render, tr
from otp_gui.services.batch import RunControl

_SHORTEST_UID: Final = 4


def batch_command() -> click.Command:
    """Build ``batch`` in the current language."""
    return click.Command(
        "batch",
        callback=_batch,
        help=with_examples(
            tr(
                "Ask for the status of every login of a list (CSV, TSV, JSON Lines or XLSX), or"
                " check and complete each. Encoding, delimiter, heading and columns are found by"
                " themselves; bad rows are told and left out. Ctrl+C lets calls in flight finish"
                " and writes the results."
            )
            + "\n\n"
            + tr(
                "A run needs FILE (or - for standard input), --env and --output; --resume and"
                " --results need --output alone. Completing asks on a terminal, on production for"
                " the number of logins; without a terminal it is refused unless --yes is given."
            )
            + "\n\n"
            + tr(
                "The exit code is that of the worst verdict, in this order: 4 unknown, 3 error,"
                " 5 not_sent, 1 not_completed, 0 success; 4 as well where what was called could not"
                " be written, 2 for a wrong list or command, 130 after Ctrl+C."
            ),
            "batch logins.csv --env stage --output results.csv",
            "batch logins.csv --env production --operation complete --output done.csv",
            "batch - --env stage --map request_id=1,recipient=3 --output out.jsonl < list.tsv",
            "batch --runs",
            "batch --resume 3f2a9c11 --output results.csv",
        ),
        short_help=tr("Check every login of a list."),
        params=[
            click.Argument(
                ["source"],
                metavar="[FILE]",
                required=False,
                # For a shell to offer files; what is wrong with one is told where it is read.
                type=click.Path(readable=False, allow_dash=True),
            ),
            *run_options(),
            *list_options(),
            *output_options(),
            *earlier_options(),
            language_option(),
        ],
    )


def _batch(  # noqa: PLR0913 - click gives each option by its name
    *,
    source: str | None,
    environment_id: str | None,
    operation: str,
    concurrency: int,
    pause: float,
    stop_after: int,
    yes: bool,
    as_json: bool,
    runs: bool,
    resume: str | None,
    results: str | None,
    target: Path | None,
    kind: str | None,
    full_numbers: bool,
    overwrite: bool,
    **of_list: object,
) -> int:
    asked = [source is not None, runs, resume is not None, results is not None]
    if asked.count(True) != 1:
        raise click.UsageError(tr("Give one of FILE, --runs, --resume and --results."))
    lists = open_front()
    if runs:
        return _list_runs(lists)
    output = agreed(
        output_of(target, kind, masked=not full_numbers, source=source), overwrite=overwrite
    )
    if output is None:
        return ExitCode.NOT_SENT
    if results is not None:
        return _write_results(lists, results, output, as_json=as_json)
    if resume is not None:
        return _resume(lists, resume, output, yes=yes, as_json=as_json)
    if environment_id is None:
        raise click.UsageError(tr("Give the environment: --env ID."))
    environment = find_environment(lists, environment_id, "'--env'")
    title, items = _items(source or "", of_list)
    plan = BatchPlan(
        environment,
        Operation(operation),
        items,
        title,
        RunSettings(concurrency, pause, stop_after),
    )
    if not _confirmed(plan.environment, plan.operation, len(items), yes=yes):
        return ExitCode.NOT_SENT
    heard = Heard()
    with heard.truthful():
        with opened_history(lists) as at_work, telling(len(items), plan.operation) as teller:
            ended = at_work.do(lambda parts: _started(parts, plan, heard.then(teller.hear)))
        return _end(heard, ended, environment, output, as_json=as_json)


def _items(source: str, of_list: Mapping[str, object]) -> tuple[str, Sequence[BatchItem]]:
    options = ListOptions.of(of_list)
    draft = read_draft(source, options)
    tell_draft(draft, strict=options.strict)
    return ("" if source == "-" else Path(source).name), draft.items()


def _confirmed(environment: Environment, operation: Operation, count: int, *, yes: bool) -> bool:
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
        return ask(tr("Check and complete them?"))
    say(tr("This is production. Type the number of logins to go on: {count}", count=count))
    return sys.stdin.readline().strip() == str(count)


async def _started(parts: Parts, plan: BatchPlan, told: Told) -> Ended:
    return await made(parts, partial(parts.batch.service.start, plan, RunControl(), told))


def _end(
    heard: Heard, ended: Ended, environment: Environment, output: Output, *, as_json: bool
) -> int:
    """Write and tell what a run came to."""
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
        return ExitCode.UNKNOWN
    rows = with_unsaved(ended.rows, heard.unsaved)
    is_written = _write(result.run, rows, output, as_json=as_json)
    if result.run.reason is StopReason.CANCELLED:
        return ExitCode.INTERRUPTED
    # Not the code of what was never sent: whoever reads that would call the list again.
    return _worst(rows) if is_written else ExitCode.UNKNOWN


def _write(run: BatchRun, rows: Sequence[BatchRow], output: Output, *, as_json: bool) -> bool:
    """Tell and write what a run came to; say whether that was written."""
    tell_run(run, rows)
    is_written = save(output, run, rows)
    if as_json:
        print_object(summary(run, rows, output.target if is_written else None))
    return is_written


def _worst(rows: Sequence[BatchRow]) -> ExitCode:
    return by_verdict(worst(row.verdict for row in rows))


def _list_runs(lists: Front) -> int:
    with opened_history(lists) as at_work:
        list_runs(at_work.do(lambda parts: parts.batch.service.runs()))
    return ExitCode.SUCCESS


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


def _write_results(lists: Front, name: str, output: Output, *, as_json: bool) -> int:
    with opened_history(lists) as at_work:
        run = _find(at_work, name, "'--results'")
        rows = at_work.do(lambda parts: parts.batch.service.rows(run.uid))
    return _worst(rows) if _write(run, rows, output, as_json=as_json) else ExitCode.NOT_SENT


def _resume(lists: Front, name: str, output: Output, *, yes: bool, as_json: bool) -> int:
    heard = Heard()
    with heard.truthful():
        with opened_history(lists) as at_work:
            run = _find(at_work, name, "'--resume'")
            if run.state is not RunState.STOPPED:
                raise click.BadParameter(tr("This run is not stopped."), param_hint="'--resume'")
            environment = find_environment(lists, run.environment, "'--resume'")
            rows = at_work.do(lambda parts: parts.batch.service.rows(run.uid))
            left = len(to_resume(rows, run.operation))
            if not _confirmed(environment, run.operation, left, yes=yes):
                return ExitCode.NOT_SENT
            with telling(left, run.operation) as teller:
                hear = heard.then(teller.hear)
                ended = at_work.do(lambda parts: _resumed(parts, run, environment, hear))
        return _end(heard, ended, environment, output, as_json=as_json)


async def _resumed(parts: Parts, run: BatchRun, environment: Environment, told: Told) -> Ended:
    resume = parts.batch.service.resume
    return await made(parts, partial(resume, run, environment, RunControl(), told))
