"""``otp-check inspect``: where a login stands, without touching it."""

import click

from otp_gui.bootstrap import Parts
from otp_gui.cli.asking import (
    Asked,
    login_options,
    only_reading,
    open_history,
    phase_listener,
    read_asked,
    tell_token,
    tell_unsaved,
    timeout_option,
    warn_of_token,
)
from otp_gui.cli.examples import with_examples
from otp_gui.cli.json_lines import Object, channel_object, check_object, json_option, print_object
from otp_gui.cli.output import exit_code, tell_case
from otp_gui.cli.session import language_option, run
from otp_gui.domain.advice import explain
from otp_gui.domain.case import Case
from otp_gui.domain.ports import Progress
from otp_gui.i18n import tr
from otp_gui.services.inspect import InspectionResult


def inspect_command() -> click.Command:
    """Build ``inspect`` in the current language."""
    return click.Command(
        "inspect",
        callback=_inspect,
        help=with_examples(
            tr(
                "Read status and channel of a login: is it confirmed, how did the message travel,"
                " how many attempts are left. Nothing is changed, so it never asks. The exit code"
                " is the status's."
            ),
            "inspect REQUEST_ID --recipient +79990001122 --env production",
            "inspect REQUEST_ID --recipient +79990001122 --env stage --json",
        ),
        short_help=tr("Look at one login; it changes nothing."),
        params=[*login_options(), json_option(), timeout_option(), language_option()],
    )


def _inspect(
    *,
    request_id: str,
    recipient: str,
    environment_id: str,
    as_json: bool,
    timeout: float | None,
    as_typed: bool,
) -> int:
    asked = read_asked(request_id, recipient, environment_id, as_typed=as_typed, timeout=timeout)
    found = run(asked.lists, lambda parts: _look(parts, asked))
    with only_reading():
        if as_json:
            print_object(inspection_object(found.case))
        else:
            tell_case(found.case)
        tell_unsaved(found.unsaved_reason)
        tell_token(found.case.record.outcome, advised=not as_json)
    return exit_code(found.case.record.outcome)


async def _look(parts: Parts, asked: Asked) -> InspectionResult:
    await open_history(parts)
    await warn_of_token(parts, asked)
    progress = Progress(listener=phase_listener())
    with only_reading():
        return await parts.inspect.inspect(asked.request, asked.environment, progress)


def inspection_object(case: Case) -> Object:
    """Return an inspection for ``--json``: the status as any check, and ``channel``."""
    return {
        **check_object(case.record, explain(case)),
        "channel": channel_object(case.channel),
    }
