"""``otp-check complete``: the main job, for scripts and for those who like to type."""

from dataclasses import dataclass

import click

from otp_gui.bootstrap import Parts
from otp_gui.cli.asking import (
    Asked,
    MayHaveBeenSentError,
    login_options,
    open_history,
    phase_listener,
    read_asked,
    recalled,
    tell_token,
    tell_unsaved,
    timeout_option,
    untried,
    warn_of_token,
)
from otp_gui.cli.examples import with_examples
from otp_gui.cli.json_lines import json_option, print_json
from otp_gui.cli.output import ExitCode, ask, exit_code, on_a_terminal, say, tell_check
from otp_gui.cli.session import language_option, services
from otp_gui.domain.advice import Advice, explain
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.not_sent import already_running
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import AlreadyRunningError, Progress
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import tr


@dataclass(frozen=True, slots=True)
class Options:
    """How to go about it."""

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
        help=with_examples(
            tr(
                "Ask whether a login is confirmed, and complete its session if so. The customer's"
                " own site will then get false: do this only where the login is not live any more,"
                " or the customer agreed."
            ),
            "complete REQUEST_ID --recipient +79990001122 --env stage",
            "complete REQUEST_ID --recipient +79990001122 --env production --yes --json",
        ),
        short_help=tr("Check one login and complete it."),
        params=[*login_options(), *_how_to_check(), language_option()],
    )


def _how_to_check() -> list[click.Parameter]:
    return [
        click.Option(["--yes"], is_flag=True, help=tr("Do not ask for a confirmation.")),
        json_option(),
        timeout_option(),
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
    asked = read_asked(request_id, recipient, environment_id, as_typed=as_typed, timeout=timeout)
    options = Options(as_json, unsaved)
    asks = asked.environment.confirm_complete and not yes
    if asks and not on_a_terminal():
        raise click.UsageError(
            tr(
                "{environment} asks for a confirmation, and there is nobody to ask: give --yes.",
                environment=asked.environment.name,
            )
        )
    progress = Progress(listener=phase_listener())
    try:
        with services(asked.lists) as at_work:
            # Before the question: it may be the reason to say no.
            at_work.do(lambda parts: warn_of_token(parts, asked))
            is_agreed = not asks or _agreed(asked)
            if is_agreed:
                told = at_work.do(lambda parts: _call(parts, asked, progress, options))
            else:
                declined = untried(asked, Failure.CANCELLED)
                told = _Told(declined, explain(Case(declined)))
        _tell(told, options)
    except Exception as error:
        if progress.may_have_been_sent:
            raise MayHaveBeenSentError(
                phrase(
                    "An error of the tool itself stopped this command after the request may have"
                    " been sent. Whether the session was completed is unknown."
                )
            ) from error
        raise
    return exit_code(told.record.outcome) if is_agreed else ExitCode.NOT_SENT


def _agreed(asked: Asked) -> bool:
    """Ask whether the call may be made."""
    request, environment = asked.request, asked.environment
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


async def _call(parts: Parts, asked: Asked, progress: Progress, options: Options) -> _Told:
    """Make the call, and explain what came of it by what the history knows."""
    await open_history(parts)
    try:
        result = await parts.check.complete(
            asked.request, asked.environment, progress, unsaved=options.unsaved
        )
    except AlreadyRunningError as error:
        return _Told(untried(asked, None), already_running(error.record))
    case = await recalled(parts, result.record)
    return _Told(case.record, explain(case), result.unsaved_reason)


def _tell(told: _Told, options: Options) -> None:
    if options.as_json:
        print_json(told.record, told.advice)
    else:
        tell_check(told.record, told.advice)
    tell_unsaved(told.unsaved_reason)
    tell_token(told.record.outcome, advised=not options.as_json)
