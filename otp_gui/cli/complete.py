"""``otp-check complete``: the main job, for scripts and for those who like to type."""

import asyncio
import logging
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
from otp_gui.domain.advice import Advice, advice
from otp_gui.domain.catalogue.not_sent import already_running
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment, problems
from otp_gui.domain.labels import hint_phrase, phase_label
from otp_gui.domain.outcome import Failure, Outcome, Phase, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import AlreadyRunningError, History, Progress, StoreError
from otp_gui.domain.record import Caller, CheckRecord, Source, intent
from otp_gui.domain.request import CheckRequest, Hint, read_recipient, read_request_id
from otp_gui.i18n import render, tr

_log = logging.getLogger(__name__)
_FOR_WANT_OF_A_TOKEN: Final = {
    Failure.NO_TOKEN,
    Failure.KEYRING_UNAVAILABLE,
    Failure.KEYRING_LOCKED,
    Failure.KEYRING_TIMEOUT,
}


class MayHaveBeenSentError(Exception):
    """The tool itself failed when the request may have been sent; the cause is its cause."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to go about it."""

    yes: bool
    as_json: bool
    unsaved: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What came of it, in the words for the user; ``unsaved_reason`` as in ``CheckResult``."""

    record: CheckRecord
    advice: Advice
    unsaved_reason: Phrase | None = None


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
        declined = _untried(request, environment, Failure.CANCELLED)
        _tell(_Told(declined, advice(declined)), options)
        return ExitCode.NOT_SENT
    progress = Progress(listener=_phase_listener())
    try:
        told = run(lists, lambda parts: _call(parts, request, environment, progress, options))
        _tell(told, options)
    except Exception as error:
        if progress.may_have_been_sent:
            raise MayHaveBeenSentError from error
        raise
    return exit_code(told.record.outcome)


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
    parts: Parts,
    request: CheckRequest,
    environment: Environment,
    progress: Progress,
    options: Options,
) -> _Told:
    """Make the call, and explain what came of it by the earlier calls for the same session."""
    try:
        for notice in await parts.open():
            warn(render(notice))
    except StoreError as error:
        warn(render(error.explanation))
    try:
        result = await parts.check.complete(request, environment, progress, unsaved=options.unsaved)
    except AlreadyRunningError as error:
        return _Told(_untried(request, environment, None), already_running(error.record))
    earlier = await _earlier(parts.history, result.record)
    return _Told(result.record, advice(result.record, Past(session=earlier)), result.unsaved_reason)


async def _earlier(history: History, record: CheckRecord) -> Sequence[CheckRecord]:
    try:
        return await history.earlier(record.request_id, record.base_url)
    except StoreError:
        # Why the history is silent has been said.
        return ()
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - the answer goes first
        _log.warning("The earlier calls cannot be told: %s.", type(error).__name__)
        return ()


def _phase_listener() -> Callable[[Phase], None] | None:
    return (lambda phase: say(render(phase_label(phase)))) if on_a_terminal() else None


def _untried(
    request: CheckRequest, environment: Environment, failure: Failure | None
) -> CheckRecord:
    """Return the record of a call that never began; the history does not hold it."""
    now = datetime.now(UTC)
    record = intent("", now, request, environment, Caller("", Source.CLI))
    return record.finished(Outcome(Verdict.NOT_SENT, failure=failure), now, 0.0)


def _tell(told: _Told, options: Options) -> None:
    if options.as_json:
        print_json(told.record, told.advice)
    else:
        tell_check(told.record, told.advice)
    if told.unsaved_reason is not None:
        warn(tr("This call is not in the history: {reason}", reason=render(told.unsaved_reason)))
    if told.record.outcome.failure in _FOR_WANT_OF_A_TOKEN:
        say(tr("A token for one run may come from the variable {name}.", name=TOKEN_VARIABLE))
