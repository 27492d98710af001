"""``otp-check batch``: one question, or one completing call, for every login of a list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from otp_gui.bootstrap import Front
from otp_gui.cli.batch_earlier import call_again, show_runs, write_results
from otp_gui.cli.batch_earlier import inspect as inspect_run
from otp_gui.cli.batch_earlier import resume as resume_run
from otp_gui.cli.batch_heard import Heard
from otp_gui.cli.batch_list import ListOptions, list_options, read_draft, tell_draft
from otp_gui.cli.batch_making import Manner, confirmed, end, foreseen, make
from otp_gui.cli.batch_options import (
    Way,
    earlier_options,
    given_settings,
    refuse_others,
    run_options,
    way_of,
)
from otp_gui.cli.batch_output import agreed, output_of, output_options
from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode
from otp_gui.cli.session import find_environment, language_option, open_front, opened_history
from otp_gui.domain.batch import BatchPlan, RunSettings
from otp_gui.domain.batch_warnings import to_look_up
from otp_gui.domain.draft import Draft
from otp_gui.domain.outcome import Operation
from otp_gui.i18n import tr
from otp_gui.services.batch import RunControl


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
                "A run needs FILE (or - for standard input), --env and --output. What is done with"
                " a run that was made (--resume, --inspect, --again, --results) needs --output"
                " alone, and takes --concurrency, --pause and --stop-after where it calls."
                " Completing asks on a terminal, on production for the number of logins; without a"
                " terminal it is refused unless --yes is given."
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
            "batch --inspect 3f2a9c11 --output seen.csv",
            "batch --again 3f2a9c11 --output again.csv",
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
    again: str | None,
    inspect: str | None,
    results: str | None,
    target: Path | None,
    kind: str | None,
    full_numbers: bool,
    overwrite: bool,
    **of_list: object,
) -> int:
    way = way_of(
        has_file=source is not None,
        runs=runs,
        resume=resume,
        again=again,
        inspect=inspect,
        results=results,
    )
    refuse_others(way)
    lists = open_front()
    if way is Way.RUNS:
        return show_runs(lists, as_json=as_json)
    output = agreed(
        output_of(target, kind, masked=not full_numbers, source=source), overwrite=overwrite
    )
    if output is None:
        return ExitCode.NOT_SENT
    manner = Manner(output, yes, as_json)
    if results is not None:
        return write_results(lists, results, manner)
    for name, call in ((resume, resume_run), (inspect, inspect_run), (again, call_again)):
        if name is not None:
            return call(lists, name, manner, given_settings)
    if environment_id is None:
        raise click.UsageError(tr("Give the environment: --env ID."))
    environment = find_environment(lists, environment_id, "'--env'")
    title, made = _read(source or "", of_list)
    settings = RunSettings(concurrency, pause, stop_after)
    return _start(
        lists,
        BatchPlan(
            *(environment, Operation(operation), made.items(), title, settings),
            datetime.now(UTC),
        ),
        replace(manner, left_out=made.counts.all - made.counts.ready),
    )


def _start(lists: Front, plan: BatchPlan, manner: Manner) -> int:
    count = len(plan.items)
    heard = Heard()
    with heard.truthful():
        with opened_history(lists) as at_work:
            completing = to_look_up(plan.items, plan.operation)
            if not foreseen(at_work, plan.environment, completing):
                return ExitCode.NOT_SENT
            if not confirmed(plan.environment, plan.operation, count, yes=manner.yes):
                return ExitCode.NOT_SENT
            ended = make(
                at_work,
                heard,
                count,
                plan.operation,
                lambda service, told: service.start(plan, RunControl(), told),
            )
        return end(heard, ended, plan.environment, manner)


def _read(source: str, of_list: Mapping[str, object]) -> tuple[str, Draft]:
    options = ListOptions.of(of_list)
    made = read_draft(source, options)
    tell_draft(made, strict=options.strict)
    file = Path(source)
    # A pipe has a number for a name.
    return (file.name if file.is_file() else ""), made
