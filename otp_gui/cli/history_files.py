"""``otp-check history export``, ``import``, ``backup`` and ``restore``: the history and files."""

from pathlib import Path
from typing import Final, Unpack

import click

from otp_gui.cli.examples import with_examples
from otp_gui.cli.filters import Filters, filter_options, query_of, refuse_unknown
from otp_gui.cli.long_work import Job, working
from otp_gui.cli.output import ExitCode, ask, on_a_terminal, say, warn
from otp_gui.cli.session import language_option, open_front, opened_history
from otp_gui.domain.phrase import phrase
from otp_gui.domain.transfer import ExportPlan, Format
from otp_gui.i18n import figure, render, tr
from otp_gui.services.upkeep_words import UpkeepWords

_AFTER: Final = UpkeepWords(figure)
_FORMATS: Final = {"csv": Format.CSV, "json": Format.JSONL}
_BY_ENDING: Final = {".csv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json"}
_EXPORT: Final = Job(
    phrase("Exporting"),
    failed=phrase("The export has failed, no file was made."),
    stopped=phrase("The export was stopped: no half-written file is left."),
)
_IMPORT: Final = Job(
    phrase("Importing"),
    failed=phrase("The import has failed; what was added by then stays."),
    stopped=phrase("The import was stopped: what was added by then stays."),
)
_BACK_UP: Final = Job(
    phrase("Backing up"),
    failed=phrase("There is no backup: it has failed."),
    stopped=phrase("The backup was stopped: no half-written file is left."),
)
_RESTORE: Final = Job(
    phrase("Restoring"),
    failed=phrase("Nothing was restored, the history is as it was."),
    stopped=phrase(
        "Restoring was stopped: unless that was at its very end, the history is as it was."
    ),
)


def export_command() -> click.Command:
    """Build ``history export`` in the current language."""
    return click.Command(
        "export",
        callback=_export,
        help=with_examples(
            tr(
                "Write calls into a file that only you can read. Phone numbers are masked in it"
                " unless you ask for them."
            ),
            "history export calls.csv --since 30d --bom",
            "history export --format json --full-numbers calls.jsonl",
        ),
        short_help=tr("Write calls into a file: CSV, or JSON Lines."),
        params=[_target_argument(), *_how_to_write(), *filter_options(), language_option()],
    )


def _how_to_write() -> list[click.Parameter]:
    return [
        click.Option(
            ["--format", "kind"],
            type=click.Choice(list(_FORMATS)),
            help=tr(
                "csv for a spreadsheet, or json: JSON Lines with everything, which can be imported"
                " again. By the file's name where left out."
            ),
        ),
        click.Option(
            ["--full-numbers"],
            is_flag=True,
            help=tr("Write phone numbers in full: they are personal data."),
        ),
        click.Option(
            ["--bom"],
            is_flag=True,
            help=tr("So that Excel reads all letters (UTF-8 with BOM)."),
        ),
        click.Option(
            ["--response"],
            is_flag=True,
            help=tr("With the server's whole answer, as a column of the CSV."),
        ),
        _overwrite_option(),
    ]


def _target_argument() -> click.Argument:
    return click.Argument(
        ["target"], metavar="OUT", type=click.Path(dir_okay=False, path_type=Path)
    )


def _overwrite_option() -> click.Option:
    return click.Option(
        ["--overwrite", "--yes", "overwrite"],
        is_flag=True,
        help=tr("Replace a file that is there already, without asking."),
    )


def _export(
    *,
    target: Path,
    kind: str | None,
    full_numbers: bool,
    bom: bool,
    response: bool,
    overwrite: bool,
    **filters: Unpack[Filters],
) -> int:
    chosen = _format(target, kind)
    if chosen is not Format.CSV and (bom or response):
        raise click.UsageError(
            tr("--bom and --response are for CSV: JSON Lines always hold everything.")
        )
    query = query_of(filters)
    replaces = _is_there(target)
    if replaces and not overwrite and not _agreed(target):
        return ExitCode.NOT_SENT
    plan = ExportPlan(
        str(target),
        chosen,
        query,
        masked=not full_numbers,
        bom=bom,
        response=response,
        overwrite=overwrite or replaces,
    )
    lists = open_front()
    with opened_history(lists) as at_work:
        refuse_unknown(at_work, lists, query.environment)
        with working(_EXPORT) as told:
            done = at_work.do(lambda parts: parts.archive.export.write(plan, told))
    for words in _AFTER.exported(done, masked=plan.masked):
        say(render(words))
    return ExitCode.SUCCESS


def _format(target: Path, kind: str | None) -> Format:
    if str(target) == "-":
        raise click.UsageError(
            tr(
                "An export is a file that only you can read. For standard output there is:"
                " otp-check history --json"
            )
        )
    known = kind or _BY_ENDING.get(target.suffix.lower())
    if known is None:
        raise click.UsageError(
            tr("The file's name does not tell its format: give --format csv or --format json.")
        )
    return _FORMATS[known]


def _is_there(target: Path) -> bool:
    try:
        return target.exists()
    except OSError:
        # Writing will tell why.
        return False


def _agreed(target: Path) -> bool:
    """Ask whether a file that is there may be replaced.

    :raises click.UsageError: where there is nobody to be asked.
    """
    if not on_a_terminal():
        raise click.UsageError(
            tr("{file} is there already: give --overwrite to replace it.", file=target.name)
        )
    question = tr("{file} is there already. Replace it?", file=target.name)
    return ask(question, tr("Nothing was written."))


def import_command() -> click.Command:
    """Build ``history import`` in the current language."""
    return click.Command(
        "import",
        callback=_import,
        help=with_examples(
            tr(
                "Add the calls of a JSON Lines export that the history does not have. What is there"
                " already stays as it is. The exit code is 2 where lines could not be read."
            ),
            "history import calls.jsonl",
        ),
        short_help=tr("Add the calls of a JSON Lines export."),
        params=[_source_argument(), language_option()],
    )


def _source_argument() -> click.Argument:
    return click.Argument(
        ["source"],
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    )


def _import(*, source: Path) -> int:
    with opened_history(open_front()) as at_work, working(_IMPORT) as told:
        done = at_work.do(lambda parts: parts.archive.export.read(str(source), told))
    for words in _AFTER.imported(done):
        (warn if done.bad else say)(render(words))
    return ExitCode.USAGE if done.bad else ExitCode.SUCCESS


def backup_command() -> click.Command:
    """Build ``history backup`` in the current language."""
    return click.Command(
        "backup",
        callback=_back_up,
        help=with_examples(
            tr(
                "Copy the whole history, phone numbers included, into one file that only you can"
                " read, and check the copy."
            ),
            "history backup history-copy.sqlite3",
        ),
        short_help=tr("Copy the whole history into one file."),
        params=[_target_argument(), _overwrite_option(), language_option()],
    )


def _back_up(*, target: Path, overwrite: bool) -> int:
    replaces = _is_there(target)
    if replaces and not overwrite and not _agreed(target):
        return ExitCode.NOT_SENT
    with opened_history(open_front()) as at_work, working(_BACK_UP) as told:
        done = at_work.do(
            lambda parts: parts.archive.upkeep.back_up(
                str(target), told, overwrite=overwrite or replaces
            )
        )
    for words in _AFTER.backed_up(done):
        (warn if done.problems else say)(render(words))
    return ExitCode.NOT_SENT if done.problems else ExitCode.SUCCESS


def restore_command() -> click.Command:
    """Build ``history restore`` in the current language."""
    return click.Command(
        "restore",
        callback=_restore,
        help=with_examples(
            tr(
                "Put a backup in the place of everything that the history holds. What it held"
                " before is kept in a file beside it; you are told where."
            ),
            "history restore history-copy.sqlite3",
        ),
        short_help=tr("Put a backup in the history's place."),
        params=[
            _source_argument(),
            click.Option(["--yes"], is_flag=True, help=tr("Do not ask for a confirmation.")),
            language_option(),
        ],
    )


def _restore(*, source: Path, yes: bool) -> int:
    if not yes:
        if not on_a_terminal():
            raise click.UsageError(
                tr("Restoring is confirmed first, and there is nobody to ask: give --yes.")
            )
        say(
            tr(
                "All calls that the history holds now give way to those of {name}. They are kept in"
                " a file beside the history first; you are told where.",
                name=source.name,
            )
        )
        if not ask(tr("Restore the history?"), render(_RESTORE.failed)):
            return ExitCode.NOT_SENT
    with opened_history(open_front()) as at_work, working(_RESTORE) as told:
        done = at_work.do(lambda parts: parts.archive.upkeep.restore(str(source), told))
    for words in _AFTER.restored(done):
        say(render(words))
    return ExitCode.SUCCESS
