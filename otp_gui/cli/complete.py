"""``otp-check complete``: the main job, for scripts and for those who like to type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import click

from otp_gui.bootstrap import TOKEN_VARIABLE, Parts
from otp_gui.cli.output import (
    ExitCode,
    ask,
    exit_code,
    on_a_terminal,
    print_json,
    say,
    tell_check,
    warn,
)
from otp_gui.cli.session import find_environment, language_option, open_front, run
from otp_gui.domain.advice import advice
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment, problems
from otp_gui.domain.labels import hint_phrase, phase_label
from otp_gui.domain.outcome import Failure, Outcome, Phase, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import AlreadyRunningError, Progress, StoreError
from otp_gui.domain.record import CheckRecord, Source, intent
from otp_gui.domain.request import CheckRequest, Hint, read_recipient, read_request_id
from otp_gui.i18n import moment, render, tr
from otp_gui.services.check import CheckResult

_FOR_WANT_OF_A_TOKEN: Final = {
    Failure.NO_TOKEN,
    Failure.KEYRING_UNAVAILABLE,
    Failure.KEYRING_LOCKED,
    Failure.KEYRING_TIMEOUT,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How to go about it."""

    yes: bool
    as_json: bool
    unsaved: bool


def complete_command() -> click.Command:
    """Build ``complete`` in the current language."""
    return click.Command(
        "complete",
        callback=_complete,
        help=tr(
            "Ask whether a login is confirmed, and complete its session if so. The customer's own"
            " site will then get false: do this only where the login is not live any more, or the"
            " customer agreed."
        ),
        short_help=tr("Check one login and complete it."),
        params=[*_what_to_check(), *_how_to_check(), language_option()],
    )


def _what_to_check() -> list[click.Parameter]:
    return [
        click.Argument(["request_id"]),
        click.Option(["--recipient"], required=True, help=tr("The phone number of the login.")),
        click.Option(["--as-typed"], is_flag=True, help=tr("Send the recipient exactly as typed.")),
        click.Option(
            ["--env", "environment_id"],
            required=True,
            metavar="ID",
            help=tr("The environment, as “env list” names it."),
        ),
    ]


def _how_to_check() -> list[click.Parameter]:
    return [
        click.Option(["--yes"], is_flag=True, help=tr("Do not ask for a confirmation.")),
        click.Option(
            ["--json", "as_json"],
            is_flag=True,
            help=tr("Print the result as one JSON object on one line."),
        ),
        click.Option(
            ["--timeout"],
            type=float,
            metavar="SECONDS",
            help=tr("The time limit of the whole call."),
        ),
        click.Option(
            ["--unsaved"],
            is_flag=True,
            help=tr("Make the call even if the history cannot record it."),
        ),
    ]


def _complete(  # noqa: PLR0913 - click gives each option by its name
    *,
    request_id: str,
    recipient: str,
    environment_id: str,
    yes: bool,
    as_json: bool,
    timeout: float | None,
    as_typed: bool,
    unsaved: bool,
) -> int:
    request = _read_request(request_id, recipient, as_typed=as_typed)
    lists = open_front()
    environment = _limited(find_environment(lists, environment_id, "'--env'"), timeout)
    options = Options(yes, as_json, unsaved)
    if environment.is_plain:
        warn(tr("Calls to this environment travel unencrypted, the token with them."))
    if not _agreed(request, environment, options):
        _tell(_untried(request, environment, Failure.CANCELLED), (), options)
        return ExitCode.NOT_SENT
    result, earlier = run(lists, lambda parts: _call(parts, request, environment, options))
    _tell(result.record, earlier, options)
    if result.unsaved_reason is not None:
        warn(tr("This call is not in the history: {reason}", reason=render(result.unsaved_reason)))
    if result.record.outcome.failure in _FOR_WANT_OF_A_TOKEN:
        say(tr("A token for one run may come from the variable {name}.", name=TOKEN_VARIABLE))
    return exit_code(result.record.outcome)


def _read_request(request_id: str, recipient: str, *, as_typed: bool) -> CheckRequest:
    read_id = read_request_id(request_id)
    if read_id.value is None:
        raise _bad("REQUEST_ID", read_id.problem)
    _tell_hints(read_id.hints, read_id.value.value)
    read_to = read_recipient(recipient, as_typed=as_typed)
    if read_to.value is None:
        raise _bad("'--recipient'", read_to.problem)
    _tell_hints(read_to.hints, read_to.value.value)
    return CheckRequest(read_id.value, read_to.value)


def _tell_hints(hints: tuple[Hint, ...], value: str) -> None:
    for hint in hints:
        say(render(hint_phrase(hint, visible(value)[0])))


def _bad(parameter: str, problem: Phrase | None) -> click.BadParameter:
    return click.BadParameter(render(problem) if problem else "", param_hint=parameter)


def _limited(environment: Environment, timeout: float | None) -> Environment:
    if timeout is None:
        return environment
    limited = replace(environment, timeout_seconds=timeout)
    if problem := problems(limited).get("timeout_seconds"):
        raise _bad("'--timeout'", problem)
    return limited


def _agreed(request: CheckRequest, environment: Environment, options: Options) -> bool:
    """Tell whether the call may be made; asks where the environment wants it."""
    if options.yes or not environment.confirm_complete:
        return True
    if not on_a_terminal():
        raise click.UsageError(
            tr(
                "{environment} asks for a confirmation, and there is nobody to ask: give --yes.",
                environment=environment.name,
            )
        )
    say(
        tr(
            "This completes session {request_id} of {recipient} on {environment}. If the login is"
            " live, the customer's own site will get false, and the login fails.",
            request_id=visible(request.request_id.value)[0],
            recipient=visible(request.recipient.value)[0],
            environment=environment.name,
        )
    )
    return ask(tr("Check and complete?"))


async def _call(
    parts: Parts, request: CheckRequest, environment: Environment, options: Options
) -> tuple[CheckResult, Sequence[CheckRecord]]:
    """Make the call, and return what came of it with the earlier calls for the same session."""
    try:
        for notice in await parts.open():
            warn(render(notice))
    except StoreError as error:
        warn(render(error.explanation))
    try:
        result = await parts.check.complete(
            request, environment, Progress(listener=_phase_listener()), unsaved=options.unsaved
        )
    except AlreadyRunningError as error:
        warn(
            tr(
                "Nothing was sent: a call for this request ID is running since {time}.",
                time=moment(error.record.started_at),
            )
        )
        return CheckResult(_untried(request, environment, None)), ()
    try:
        record = result.record
        return result, await parts.history.earlier(record.request_id, record.base_url)
    except StoreError:
        # The result is told all the same; why the history is silent has been said.
        return result, ()


def _phase_listener() -> Callable[[Phase], None] | None:
    return (lambda phase: say(render(phase_label(phase)))) if on_a_terminal() else None


def _untried(
    request: CheckRequest, environment: Environment, failure: Failure | None
) -> CheckRecord:
    """Return the record of a call that never began; the history does not hold it."""
    now = datetime.now(UTC)
    record = intent("", now, request, environment, "", Source.CLI)
    return record.finished(Outcome(Verdict.NOT_SENT, failure=failure), now, 0.0)


def _tell(record: CheckRecord, earlier: Sequence[CheckRecord], options: Options) -> None:
    explanation = advice(record, earlier)
    if options.as_json:
        print_json(record, explanation)
    else:
        tell_check(record, explanation)
