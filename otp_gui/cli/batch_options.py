"""The options of ``otp-check batch`` that are about runs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

import click
from click.core import ParameterSource

from otp_gui.cli.json_lines import json_option
from otp_gui.cli.session import environment_ids
from otp_gui.domain.batch import MOST_AT_ONCE, OPERATIONS, USUAL_AT_ONCE, RunSettings
from otp_gui.domain.outcome import Operation
from otp_gui.i18n import tr

_LONGEST_PAUSE: Final = 3600.0


def _number(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    """Refuse NaN, which is in every range: it is neither below nor above it."""
    if math.isnan(value):
        raise click.BadParameter(
            tr("{value!r} is not a valid {number_type}.", value=str(value), number_type="float")
        )
    return value


def run_options() -> list[click.Parameter]:
    """Return where a run goes, what it does, and how fast."""
    return [
        click.Option(
            ["--env", "environment_id"],
            metavar="ID",
            shell_complete=environment_ids,
            help=tr("The environment, as “env list” names it."),
        ),
        click.Option(
            ["--operation"],
            type=click.Choice([operation.value for operation in OPERATIONS]),
            default=Operation.STATUS.value,
            show_default=True,
            help=tr("status only reads; complete also completes each confirmed login."),
        ),
        click.Option(
            ["--concurrency"],
            type=click.IntRange(1, MOST_AT_ONCE),
            default=USUAL_AT_ONCE,
            show_default=True,
            metavar="N",
            help=tr("How many calls are made at a time."),
        ),
        click.Option(
            ["--pause"],
            type=click.FloatRange(0, _LONGEST_PAUSE),
            callback=_number,
            default=0.0,
            metavar="SECONDS",
            show_default=True,
            help=tr("How long each of these waits before its next call."),
        ),
        click.Option(
            ["--stop-after"],
            type=click.IntRange(min=1),
            default=1,
            show_default=True,
            metavar="N",
            help=tr(
                "The run ends after so many refusals of access (403); always after one of 401."
            ),
        ),
        click.Option(["--yes"], is_flag=True, help=tr("Do not ask for a confirmation.")),
        json_option(),
    ]


def earlier_options() -> list[click.Parameter]:
    """Return what is done with runs that were made."""
    return [
        click.Option(["--runs"], is_flag=True, help=tr("List the latest runs of this computer.")),
        click.Option(
            ["--resume"],
            metavar="RUN",
            help=tr("Call the rows of a stopped run that were never called."),
        ),
        click.Option(
            ["--inspect"],
            metavar="RUN",
            help=tr("Look at the rows of a completing run that ended unknown; changes nothing."),
        ),
        click.Option(
            ["--again"],
            metavar="RUN",
            help=tr(
                "Call rows of a run once more that were not sent, or ended unknown; of a completing"
                " run only those that --inspect has found to be still open."
            ),
        ),
        click.Option(
            ["--results"], metavar="RUN", help=tr("Write the results of a run; nothing is sent.")
        ),
    ]


class Way(Enum):
    """What the command is to do; the value is how that is asked for."""

    FILE = "FILE"
    RUNS = "--runs"
    RESUME = "--resume"
    INSPECT = "--inspect"
    AGAIN = "--again"
    RESULTS = "--results"


_SETTINGS: Final = ("concurrency", "pause", "stop_after")
_OUTPUT: Final = ("target", "kind", "full_numbers", "overwrite", "as_json")
_CALLING: Final = (*_SETTINGS, *_OUTPUT, "yes")
_TAKEN: Final[Mapping[Way, Sequence[str]]] = {
    Way.RUNS: ("as_json",),
    Way.RESUME: _CALLING,
    Way.INSPECT: _CALLING,
    Way.AGAIN: _CALLING,
    Way.RESULTS: _OUTPUT,
}


def way_of(*, has_file: bool, **wanted: str | bool | None) -> Way:
    """Return the one thing that is asked for; ``wanted`` are the options by their names.

    :raises click.UsageError: where there is none, or more than one.
    """
    asked = [way for way in Way if wanted.get(way.value.removeprefix("--"))]
    if has_file:
        asked.append(Way.FILE)
    if len(asked) != 1:
        raise click.UsageError(
            tr("Give one of FILE, --runs, --resume, --inspect, --again and --results.")
        )
    return asked[0]


def refuse_others(way: Way) -> None:
    """Take no option that would be without effect.

    :raises click.UsageError: where one was given.
    """
    taken = _TAKEN.get(way)
    if taken is None:
        return
    context = click.get_current_context()
    for parameter in context.command.params:
        name = parameter.name or ""
        # What is not handed over, as --lang, concerns every way.
        is_taken = not parameter.expose_value or name in (*taken, way.value.removeprefix("--"))
        if is_taken or not _is_given(name):
            continue
        raise click.UsageError(
            tr("{option} means nothing with {way}.", option=parameter.opts[0], way=way.value)
        )


def given_settings(settings: RunSettings) -> RunSettings:
    """Return the settings of a run, changed where an option says so."""
    given = click.get_current_context().params
    fields = zip(("at_once", "pause_seconds", "access_errors"), _SETTINGS, strict=True)
    return replace(settings, **{field: given[name] for field, name in fields if _is_given(name)})


def _is_given(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE
