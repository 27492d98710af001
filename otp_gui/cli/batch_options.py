"""The options of ``otp-check batch`` that are about runs."""

import math
from typing import Final

import click

from otp_gui.cli.json_lines import json_option
from otp_gui.cli.session import environment_ids
from otp_gui.domain.batch import MOST_AT_ONCE, OPERATIONS, USUAL_AT_ONCE
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
            ["--results"], metavar="RUN", help=tr("Write the results of a run; nothing is sent.")
        ),
    ]
