"""What the commands share: the environment that is asked for, and a run of the services."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click

from otp_gui import paths
from otp_gui.bootstrap import Front, Parts, build, front
from otp_gui.cli.output import RefusedHereError, warn
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import Source
from otp_gui.i18n import LANGUAGES, render, tr
from otp_gui.threads import DaemonExecutor

_T = TypeVar("_T")


def language_option() -> click.Option:
    """Return ``--lang``, which every command takes; it is acted on before commands are built."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help=tr("The language of all texts."),
    )


def open_front() -> Front:
    """Return the lists of the current user, their directories made.

    :raises RefusedHereError: where the file system refuses.
    """
    here = paths.default()
    try:
        here.create()
    except OSError as error:
        raise RefusedHereError(
            phrase(
                "The directory {path} cannot be used: {reason}.",
                path=error.filename or here.config,
                reason=error.strerror or type(error).__name__,
            )
        ) from None
    return front(here)


def find_environment(lists: Front, environment_id: str, parameter: str) -> Environment:
    """Return the environment of an ID that was given as ``parameter``.

    :raises click.BadParameter: where there is none.
    """
    environments, problem = lists.environments.load()
    if problem is not None:
        warn(render(problem))
    for environment in environments:
        if environment.id == environment_id:
            return environment
    known = ", ".join(environment.id for environment in environments)
    raise click.BadParameter(
        tr("There is no environment “{id}”. There are: {known}.", id=environment_id, known=known),
        param_hint=parameter,
    )


def run(lists: Front, work: Callable[[Parts], Coroutine[Any, Any, _T]]) -> _T:
    """Build the services, do ``work`` with them and take them down.

    Ctrl+C cancels ``work``, which may still bring its result.
    """

    async def whole() -> _T:
        asyncio.get_running_loop().set_default_executor(DaemonExecutor())
        parts = build(lists.paths, Source.CLI)
        try:
            return await work(parts)
        finally:
            await parts.close()

    return asyncio.run(whole())
