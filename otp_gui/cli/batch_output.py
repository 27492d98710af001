"""Where the results of a run go: checked before anything is sent, written after it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from otp_gui.bootstrap import list_files
from otp_gui.cli.batch_told import tell_results_later
from otp_gui.cli.long_work import Job, working
from otp_gui.cli.output import ask, on_a_terminal, say, warn
from otp_gui.domain.batch import BatchRow, BatchRun
from otp_gui.domain.batch_files import ResultFormat, ResultPlan
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import phrase
from otp_gui.i18n import render, tr

_BY_ENDING: Final = {
    ".csv": ResultFormat.CSV,
    ".jsonl": ResultFormat.JSONL,
    ".json": ResultFormat.JSONL,
    ".ndjson": ResultFormat.JSONL,
    ".xlsx": ResultFormat.XLSX,
}
_SAVE: Final = Job(
    phrase("Writing the results"),
    failed=phrase("The results could not be written; the run is in the history."),
    stopped=phrase("The results were not written; the run is in the history."),
)


@dataclass(frozen=True, slots=True)
class Output:
    """A file for results; ``overwrite`` where the user has agreed to replace one."""

    target: Path
    format: ResultFormat
    masked: bool
    overwrite: bool = False


def output_options() -> list[click.Parameter]:
    """Return where results go, and how; :func:`output_of` takes them."""
    return [
        click.Option(
            ["--output", "target"],
            metavar="OUT",
            type=click.Path(dir_okay=False, path_type=Path),
            help=tr("The file for the results: .csv, .jsonl or .xlsx."),
        ),
        click.Option(
            ["--format", "kind"],
            type=click.Choice([word.value for word in ResultFormat]),
            help=tr("The format of the results; by the file's name where left out."),
        ),
        click.Option(
            ["--full-numbers"],
            is_flag=True,
            help=tr("Write phone numbers in full: they are personal data."),
        ),
        click.Option(
            ["--overwrite"],
            is_flag=True,
            help=tr("Replace a file that is there already, without asking."),
        ),
    ]


def output_of(
    target: Path | None, kind: str | None, *, masked: bool, source: str | None = None
) -> Output:
    """Return the file that was asked for; ``source`` is the list, which it never replaces.

    :raises click.UsageError: where that is none that could be written.
    """
    if target is None or str(target) == "-":
        raise click.UsageError(
            tr("Give the file for the results: --output OUT (.csv, .jsonl or .xlsx).")
        )
    known = ResultFormat(kind) if kind else _BY_ENDING.get(target.suffix.lower())
    if known is None:
        raise click.UsageError(
            tr("The file's name does not tell its format: give --format csv, jsonl or xlsx.")
        )
    if source is not None and _is_same(target, source):
        raise click.UsageError(tr("The results cannot go into the list itself."))
    folder = target.absolute().parent
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise click.UsageError(tr("Nothing can be written into {folder}.", folder=folder))
    return Output(target, known, masked)


def _is_same(target: Path, source: str) -> bool:
    try:
        return target.samefile(source)
    except OSError:
        # One of them is not there, which is told where it matters.
        return False


def agreed(output: Output, *, overwrite: bool) -> Output | None:
    """Ask whether a file that is there may be replaced, before anything is sent; None for no.

    :raises click.UsageError: where there is nobody to be asked.
    """
    if overwrite or not output.target.exists():
        return replace(output, overwrite=overwrite)
    if not on_a_terminal():
        raise click.UsageError(
            tr("{file} is there already: give --overwrite to replace it.", file=output.target.name)
        )
    question = tr("{file} is there already. Replace it?", file=output.target.name)
    if ask(question, tr("Nothing was sent, and nothing written.")):
        return replace(output, overwrite=True)
    return None


def save(output: Output, run: BatchRun, rows: Sequence[BatchRow]) -> bool:
    """Write the results, and tell it; where that fails, say how to have them all the same."""
    plan = ResultPlan(
        str(output.target), output.format, masked=output.masked, overwrite=output.overwrite
    )
    try:
        with working(_SAVE) as told:
            asyncio.run(list_files().save(plan, run, rows, told))
    except StoreError as error:
        warn(render(error.explanation))
        tell_results_later(run)
        return False
    say(tr("Results: {file}", file=output.target))
    said = (
        phrase("Phone numbers are masked in it.")
        if output.masked
        else phrase("It holds phone numbers in full.")
    )
    say(render(said))
    return True
