"""Which calls of the history are asked for: the options, and the query that they make."""

from datetime import UTC, datetime
from typing import Final, TypedDict

import click

from otp_gui.bootstrap import Front
from otp_gui.cli.moments import MomentType
from otp_gui.cli.session import AtWork, environment_ids, find_environment
from otp_gui.domain.history_query import HistoryQuery, SortColumn
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.record import Source
from otp_gui.domain.wire import ErrorType
from otp_gui.i18n import tr

_TYPES: Final = sorted(word.value for word in ErrorType)


class Filters(TypedDict):
    """What the options of :func:`filter_options` give a command, by name."""

    text: str
    environment_id: str | None
    verdicts: tuple[str, ...]
    error_type: str | None
    operation: str | None
    source: str | None
    operator: str | None
    since: datetime | None
    until: datetime | None
    ascending: bool


def filter_options() -> list[click.Parameter]:
    """Return what narrows the history down; :func:`query_of` takes it."""
    return [*_by_words(), *_by_time()]


def _by_words() -> list[click.Parameter]:
    return [
        click.Option(
            ["--search", "text"],
            default="",
            metavar="TEXT",
            help=tr("A part of request ID, number (in any spelling), type, message or note."),
        ),
        click.Option(
            ["--env", "environment_id"],
            metavar="ID",
            shell_complete=environment_ids,
            help=tr("The environment, as “env list” names it."),
        ),
        click.Option(
            ["--verdict", "verdicts"],
            multiple=True,
            type=click.Choice([word.value for word in Verdict]),
            help=tr("The verdict; may be given more than once."),
        ),
        click.Option(
            ["--type", "error_type"],
            metavar="TYPE",
            shell_complete=_error_types,
            help=tr("The server's type of error, whole."),
        ),
        click.Option(
            ["--operation"],
            type=click.Choice([word.value for word in Operation]),
            help=tr("What was asked of the service."),
        ),
        click.Option(
            ["--source"],
            type=click.Choice([word.value for word in Source]),
            help=tr("Which part of the program made the call."),
        ),
        click.Option(
            ["--operator"], metavar="NAME", help=tr("The user of the computer who made it.")
        ),
    ]


def _by_time() -> list[click.Parameter]:
    return [
        click.Option(
            ["--since"],
            type=MomentType(is_end=False),
            metavar="TIME",
            help=tr("From then on: 2026-11-23, 2026-11-23T14:30, today, 24h, 7d."),
        ),
        click.Option(
            ["--until"],
            type=MomentType(is_end=True),
            metavar="TIME",
            help=tr("Before then; of a day, the whole day is taken."),
        ),
        click.Option(["--ascending"], is_flag=True, help=tr("The oldest, or the least, first.")),
    ]


def _error_types(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    return [word for word in _TYPES if word.lower().startswith(incomplete.lower())]


def refuse_unknown(at_work: AtWork, lists: Front, environment_id: str | None) -> None:
    """Refuse an environment of ``--env`` that neither the list nor the history knows.

    The calls of one that was removed from the list are still to be found.

    :raises click.BadParameter: where it is such a one.
    """
    environments, _problem = lists.environments.load()
    if environment_id is None or environment_id in {each.id for each in environments}:
        return
    query = HistoryQuery(environment=environment_id)
    if not at_work.do(lambda parts: parts.history.count(query, 1)):
        find_environment(lists, environment_id, "'--env'")


def query_of(given: Filters, sort: str = SortColumn.STARTED_AT.value) -> HistoryQuery:
    """Return the query of what was given.

    :raises click.BadParameter: where no time lies between the two that were given.
    """
    since, until = given["since"], given["until"]
    if since is not None and (until or datetime.max.replace(tzinfo=UTC)) <= since:
        raise click.BadParameter(tr("It is not after the time of --since."), param_hint="'--until'")
    verdicts = [Verdict(word) for word in dict.fromkeys(given["verdicts"])]
    return HistoryQuery(
        text=given["text"],
        environment=given["environment_id"],
        verdict=verdicts[0] if len(verdicts) == 1 else None,
        verdicts=frozenset(verdicts) if len(verdicts) > 1 else frozenset(),
        error_type=given["error_type"],
        operation=Operation(given["operation"]) if given["operation"] else None,
        source=Source(given["source"]) if given["source"] else None,
        operator=given["operator"],
        since=since,
        until=until,
        sort=SortColumn(sort),
        ascending=given["ascending"],
    )
