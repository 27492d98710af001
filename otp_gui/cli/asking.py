"""What the commands share that ask about a login: their words, and the way to an explained answer.

They differ in what they send; what they are given, and how an answer is explained, is the same.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import click

from otp_gui.bootstrap import TOKEN_VARIABLE, Front, Parts
from otp_gui.cli.output import on_a_terminal, say, warn
from otp_gui.cli.session import environment_ids, find_environment, open_front
from otp_gui.domain.case import Case
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment, problems
from otp_gui.domain.labels import hint_phrase, phase_label
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import Caller, CheckRecord, Source, intent
from otp_gui.domain.request import CheckRequest, Hint, read_recipient, read_request_id
from otp_gui.i18n import render, tr

_log = logging.getLogger(__name__)
_FOR_WANT_OF_A_KEYRING: Final = {
    Failure.KEYRING_UNAVAILABLE,
    Failure.KEYRING_LOCKED,
    Failure.KEYRING_TIMEOUT,
}


class MayHaveBeenSentError(Exception):
    """The tool itself failed when a request may have been sent; the cause is its cause.

    ``explanation`` says what that means for the session.
    """

    def __init__(self, explanation: Phrase) -> None:
        super().__init__(explanation.template)
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Asked:
    """A login to ask about, read and found sound; ``environment`` has the time limit of the run."""

    request: CheckRequest
    environment: Environment
    lists: Front


def login_options() -> list[click.Parameter]:
    """Return what names the login: request ID, recipient, environment."""
    return [
        click.Argument(["request_id"]),
        click.Option(["--recipient"], required=True, help=tr("The phone number of the login.")),
        click.Option(["--as-typed"], is_flag=True, help=tr("Send the recipient exactly as typed.")),
        click.Option(
            ["--env", "environment_id"],
            required=True,
            metavar="ID",
            shell_complete=environment_ids,
            help=tr("The environment, as “env list” names it."),
        ),
    ]


def timeout_option() -> click.Option:
    """Return ``--timeout``; :func:`read_asked` takes it."""
    return click.Option(
        ["--timeout"],
        type=float,
        metavar="SECONDS",
        help=tr("The time limit of the whole call."),
    )


def read_asked(
    request_id: str,
    recipient: str,
    environment_id: str,
    *,
    as_typed: bool,
    timeout: float | None,
) -> Asked:
    """Read what the user gave, and say what is doubtful about it and how it will be sent.

    :raises click.BadParameter: for what cannot be asked.
    """
    request = _read_request(request_id, recipient, as_typed=as_typed)
    lists = open_front()
    environment = _limited(find_environment(lists, environment_id, "'--env'"), timeout)
    if environment.is_plain:
        warn(tr("Calls to this environment travel unencrypted, the token with them."))
    return Asked(request, environment, lists)


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


async def open_history(parts: Parts) -> None:
    """Open the history; where it cannot be used, that is told, and calls may still be made."""
    try:
        for notice in await parts.open():
            warn(render(notice))
    except StoreError as error:
        warn(render(error.explanation))


async def warn_of_token(parts: Parts, asked: Asked) -> None:
    """Point out, before a call is made, what is wrong with its token though it is there."""
    known, _damage = asked.lists.environments.load()
    for told in await parts.tokens.warnings(asked.environment, known, datetime.now(UTC)):
        warn(render(told))


async def recalled(parts: Parts, record: CheckRecord, channel: CheckRecord | None = None) -> Case:
    """Return a finished call with its past, or with none where that cannot be told."""
    try:
        return await parts.recall.case(record, channel)
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - the answer goes first
        _log.warning("The past cannot be told: %s.", type(error).__name__)
        return Case(record, channel=channel)


def phase_listener() -> Callable[[Phase], None] | None:
    """Return what tells a person where the call is; a script has nobody to be told."""

    def tell(phase: Phase) -> None:
        say(render(phase_label(phase)))

    return tell if on_a_terminal() else None


def untried(
    asked: Asked, failure: Failure | None, operation: Operation = Operation.COMPLETE
) -> CheckRecord:
    """Return the record of a call that never began; the history does not hold it."""
    now = datetime.now(UTC)
    caller = Caller("", Source.CLI)
    record = intent("", now, asked.request, asked.environment, caller, operation)
    return record.finished(Outcome(Verdict.NOT_SENT, failure=failure), now, 0.0)


def tell_unsaved(reason: Phrase | None) -> None:
    """Say why the history does not hold the call; nothing where it does."""
    if reason is not None:
        warn(tr("This call is not in the history: {reason}", reason=render(reason)))


def tell_token(outcome: Outcome, *, advised: bool) -> None:
    """Say where a token may come from, where it was one that was missing.

    ``advised`` tells that the next steps were shown: where it was for want of a keyring, they say
    it already.
    """
    missing = outcome.failure is Failure.NO_TOKEN
    if missing or (outcome.failure in _FOR_WANT_OF_A_KEYRING and not advised):
        say(tr("A token for one run may come from the variable {name}.", name=TOKEN_VARIABLE))


@contextmanager
def only_reading() -> Iterator[None]:
    """Turn an error of the tool itself, in what only sends GET, into one that says so."""
    try:
        yield
    except click.ClickException:
        raise
    except Exception as error:
        raise MayHaveBeenSentError(
            phrase(
                "An error of the tool itself stopped this command. It only reads, so nothing was"
                " changed."
            )
        ) from error
