"""``otp-check history``: the calls that were made, from this computer's own records."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, Protocol, Unpack

import click

from otp_gui.bootstrap import Parts
from otp_gui.cli.examples import with_examples
from otp_gui.cli.filters import Filters, filter_options, query_of, refuse_unknown
from otp_gui.cli.history_files import (
    backup_command,
    export_command,
    import_command,
    restore_command,
)
from otp_gui.cli.history_purge import purge_command
from otp_gui.cli.history_table import Table
from otp_gui.cli.json_lines import Object, check_object, moment_word, print_object
from otp_gui.cli.output import ExitCode, say
from otp_gui.cli.session import AtWork, language_option, open_front, opened_history
from otp_gui.domain.advice import advice
from otp_gui.domain.counted import calls
from otp_gui.domain.history_query import HistoryPage, HistoryQuery, PageKey, SortColumn
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import mask_numbers, mask_phone
from otp_gui.i18n import figure, render, tr

_USUAL: Final = 50
_AT_ONCE: Final = 500
_COUNTED: Final = 10_000
_MASK: Final = "*"


def history_command() -> click.Group:
    """Build ``history`` in the current language."""
    return click.Group(
        "history",
        callback=_history,
        invoke_without_command=True,
        subcommand_metavar="[COMMAND [ARGS]...]",
        help=with_examples(
            tr(
                "List the calls that this computer has recorded, newest first. Nothing is sent"
                " anywhere. The list goes to standard output; how many there are is told beside"
                " it."
            ),
            "history --search 0001122 --since 7d",
            "history --env production --verdict error --verdict unknown --limit 200",
            "history --since today --json | jq -r .request_id",
            "history export --since 30d calls.csv",
        ),
        short_help=tr("List, export and delete the calls that were made."),
        commands=[
            export_command(),
            import_command(),
            purge_command(),
            backup_command(),
            restore_command(),
        ],
        params=[*filter_options(), *_how_to_list(), language_option()],
    )


def _how_to_list() -> list[click.Parameter]:
    return [
        click.Option(
            ["--limit"],
            type=click.IntRange(min=1),
            default=_USUAL,
            show_default=True,
            metavar="N",
            help=tr("So many calls at most."),
        ),
        click.Option(
            ["--sort"],
            type=click.Choice([column.value for column in SortColumn]),
            metavar="COLUMN",
            default=SortColumn.STARTED_AT.value,
            help=tr("What the calls are ordered by; the time where left out."),
        ),
        click.Option(
            ["--mask"], is_flag=True, help=tr("Mask phone numbers, as for a shared screen.")
        ),
        click.Option(
            ["--json", "as_json"],
            is_flag=True,
            help=tr("Print each call as one JSON object on one line."),
        ),
    ]


class _Teller(Protocol):
    """Prints calls; False where nobody reads any more."""

    def begin(self) -> bool: ...

    def add(self, record: CheckRecord) -> bool: ...


class _JsonLines:
    def begin(self) -> bool:
        return True

    def add(self, record: CheckRecord) -> bool:
        return print_object(call_object(record))


def _history(
    *, limit: int, sort: str, mask: bool, as_json: bool, **filters: Unpack[Filters]
) -> int | None:
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        _refuse_options(context, context.invoked_subcommand)
        return None
    query = query_of(filters, sort)
    lists = open_front()
    with opened_history(lists) as at_work:
        refuse_unknown(at_work, lists, query.environment)
        shown = _print(_pages(at_work, query, limit), mask=mask, as_json=as_json)
        if shown is None:
            return ExitCode.SUCCESS
        # Less than was asked for is all that there is.
        is_all = shown < limit
        total = shown if is_all else at_work.do(lambda parts: parts.history.count(query, _COUNTED))
    _tell_count(shown, total)
    return ExitCode.SUCCESS


def _refuse_options(context: click.Context, command: str) -> None:
    """Refuse what was given before a sub-command: it would do nothing, and look as if it did."""
    for name in context.params:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(
                tr("Put the options behind the command: history {command} …", command=command)
            )


def _pages(at_work: AtWork, query: HistoryQuery, limit: int) -> Iterator[Sequence[CheckRecord]]:
    """Read up to ``limit`` calls, a page at a time."""
    after: PageKey | None = None
    left = limit
    while left:
        page = at_work.do(partial(_page, query=query, after=after, limit=min(left, _AT_ONCE)))
        yield page.records
        left -= len(page.records)
        after = page.next
        if after is None:
            return


async def _page(
    parts: Parts, query: HistoryQuery, after: PageKey | None, limit: int
) -> HistoryPage:
    return await parts.history.page(query, after, limit)


def _print(pages: Iterator[Sequence[CheckRecord]], *, mask: bool, as_json: bool) -> int | None:
    """Print what is found; return how many calls, None where nobody reads any more."""
    teller: _Teller | None = None
    shown = 0
    for found in pages:
        records = [masked(record) for record in found] if mask else found
        if teller is None and records:
            teller = _JsonLines() if as_json else Table(records)
            if not teller.begin():
                return None
        for record in records:
            if teller is not None and not teller.add(record):
                return None
            shown += 1
    return shown


def _tell_count(shown: int, total: int) -> None:
    if shown == total:
        words = calls(total, figure)
        say(tr("Found: {what}.", what=render(words)) if total else tr("There are no such calls."))
        return
    count = render(calls(min(total, _COUNTED), figure))
    if total >= _COUNTED:
        count = tr("more than {count}", count=count)
    say(tr("Shown: {shown} of {count}. --limit shows more.", shown=figure(shown), count=count))


def call_object(record: CheckRecord) -> Object:
    """Return a call for ``--json``: what ``complete`` prints of it, and what only history knows."""
    return {
        **check_object(record, advice(record)),
        "uid": record.uid,
        "finished_at": None if record.finished_at is None else moment_word(record.finished_at),
        "source": record.source,
        "operator": record.operator,
        "note": record.note,
    }


def masked(record: CheckRecord) -> CheckRecord:
    """Return a call in which no phone number can be read whole."""
    number = record.recipient
    # One that an import brought masked is left as it is.
    hidden = number if _MASK in number else mask_phone(number)

    def words(text: str) -> str:
        return mask_numbers(text.replace(number, hidden) if number else text)

    outcome = record.outcome
    return replace(
        record,
        recipient=hidden,
        request_id=record.request_id.replace(number, hidden) if number else record.request_id,
        note=words(record.note),
        outcome=replace(
            outcome,
            error_type=None if outcome.error_type is None else words(outcome.error_type),
            message=None if outcome.message is None else words(outcome.message),
        ),
    )
