"""``otp-check token``: the tokens in the keyring. A token is never an argument."""

import getpass
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import click

from otp_gui.bootstrap import TOKEN_VARIABLE
from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode, RefusedHereError, say
from otp_gui.cli.session import (
    environment_argument,
    find_environment,
    language_option,
    open_front,
    run,
)
from otp_gui.cli.surplus import Surplus
from otp_gui.domain.environment import Environment, presets, problems
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import Keeping, StoredToken, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.domain.token import MAX_TOKEN, read_token
from otp_gui.domain.token_expiry import describe_expiry, describe_shared, expiry
from otp_gui.i18n import moment, render, tr
from otp_gui.services.tokens import TokenService

# Room for white space and “Authorization: Bearer ” around a token of full length.
_MOST_READ: Final = 2 * MAX_TOKEN


def tokens_command() -> click.Group:
    """Build ``token`` in the current language."""
    return click.Group(
        "token",
        help=with_examples(
            tr("Store, look up and forget the token of an environment."),
            "token set production",
            "token status production",
            "token delete production",
        ),
        commands=[_set_command(), _status_command(), _delete_command()],
        params=[language_option()],
    )


def _set_command() -> click.Command:
    return click.Command(
        "set",
        callback=_set,
        help=with_examples(
            tr("Store a token in the keyring. It is asked for, or read from standard input."),
            "token set production",
        ),
        # An option that is none may be a token too.
        context_settings={"ignore_unknown_options": True},
        params=[
            environment_argument("ENV"),
            # Caught here: the parser's own complaint about it would print the token.
            Surplus(),
            language_option(),
        ],
    )


def _set(*, environment_id: str, surplus: tuple[str, ...]) -> int:
    if surplus:
        raise click.UsageError(
            tr(
                "A token is no argument: every program could read it there, and the shell would"
                " remember it. Enter it when asked, or pipe it in."
            )
        )
    lists = open_front()
    environment = find_environment(lists, environment_id, "ENV", quote=False)
    secret = _read_secret(environment.name)
    try:
        run(lists, lambda parts: parts.tokens.store(environment.id, secret))
    except VaultError as error:
        raise RefusedHereError(
            phrase(
                "{reason} A token for one run may come from the variable {name}.",
                reason=error.explanation,
                name=TOKEN_VARIABLE,
            )
        ) from None
    say(tr("The token of {environment} is in the keyring.", environment=environment.name))
    return ExitCode.SUCCESS


def _read_secret(name: str) -> Secret:
    if sys.stdin is not None and sys.stdin.isatty():
        typed = getpass.getpass(tr("Token of {environment} (not shown): ", environment=name))
    else:
        # Decoded here: what is no text is no token, and none of it is to be told.
        typed = sys.stdin.buffer.read(_MOST_READ).decode("utf-8", "replace") if sys.stdin else ""
    reading = read_token(typed)
    if reading.value is None:
        raise click.UsageError(render(reading.problem) if reading.problem else "")
    return reading.value


def _status_command() -> click.Command:
    return click.Command(
        "status",
        callback=_status,
        help=with_examples(
            tr("Tell whether there is a token, and where. The exit code is 1 where there is none."),
            "token status production",
        ),
        params=[environment_argument("ENV"), language_option()],
    )


def _status(*, environment_id: str) -> int:
    lists = open_front()
    environment = find_environment(lists, environment_id, "ENV")
    known, _damage = lists.environments.load()
    try:
        token, shared = run(lists, lambda parts: _look(parts.tokens, environment, known))
    except VaultError as error:
        raise RefusedHereError(error.explanation) from None
    if token is None:
        say(tr("{environment} has no token.", environment=environment.name))
        return ExitCode.NOT_COMPLETED
    say(_where(token))
    if token.secret.tail:
        say(tr("Its last characters: …{tail}", tail=token.secret.tail))
    if token.stored_at is not None:
        say(tr("It was stored at {time}.", time=moment(token.stored_at)))
    if expires := describe_expiry(expiry(token.secret), datetime.now(UTC)):
        say(tr("By its own account it {expires}.", expires=render(expires)))
    if shared:
        say(render(describe_shared(shared)))
    return ExitCode.SUCCESS


async def _look(
    tokens: TokenService, environment: Environment, known: Sequence[Environment]
) -> tuple[StoredToken | None, Sequence[Environment]]:
    """Return the token, and the environments of another kind that have the same."""
    token = await tokens.read(environment)
    return token, await tokens.also_stored_for(environment, known)


def _where(token: StoredToken) -> str:
    if token.keeping is Keeping.VARIABLE:
        return tr("The token comes from the variable {name}.", name=TOKEN_VARIABLE)
    if token.keeping is Keeping.BUILT_IN:
        return tr("The sandbox brings its own token.")
    return tr("There is a token in the keyring.")


def _delete_command() -> click.Command:
    return click.Command(
        "delete",
        callback=_delete,
        help=with_examples(tr("Forget a token."), "token delete production"),
        params=[environment_argument("ENV"), language_option()],
    )


def _delete(*, environment_id: str) -> int:
    # Not only of the listed environments: one that was removed may have left its token. But only
    # of an environment: the keyring also holds entries that belong to a token.
    if problem := problems(replace(presets()[0], id=environment_id)).get("id"):
        raise click.BadParameter(render(problem), param_hint="ENV")
    lists = open_front()
    try:
        run(lists, lambda parts: parts.tokens.forget(environment_id))
    except VaultError as error:
        raise RefusedHereError(error.explanation) from None
    say(tr("The keyring holds no token of “{id}”.", id=environment_id))
    return ExitCode.SUCCESS
