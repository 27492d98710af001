"""What the commands share: the environment that is asked for, and a run of the services."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from otp_gui import paths
from otp_gui.bootstrap import Front, Parts, build, front
from otp_gui.cli.output import RefusedHereError, warn
from otp_gui.domain.environment import Environment
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import Source
from otp_gui.i18n import LANGUAGES, render, tr
from otp_gui.no_collection import collect_again
from otp_gui.threads import DaemonExecutor

_log = logging.getLogger(__name__)
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
    """Return the lists of the current user.

    Each store makes its own directory when it writes: what cannot be made costs nothing else.

    :raises click.UsageError: where ``OTP_GUI_HOME`` names no directory.
    """
    try:
        return front(paths.default())
    except paths.NoHomeError as error:
        raise click.UsageError(render(error.explanation)) from None


def find_environment(
    lists: Front, environment_id: str, parameter: str, *, quote: bool = True
) -> Environment:
    """Return the environment of an ID that was given as ``parameter``.

    Without ``quote`` an unknown ID is not repeated: it may be a token, given in the wrong place.

    :raises click.BadParameter: where there is none.
    """
    environments, problem = lists.environments.load()
    if problem is not None:
        warn(render(problem))
    for environment in environments:
        if environment.id == environment_id:
            return environment
    known = ", ".join(environment.id for environment in environments)
    problem_words = (
        tr("There is no environment “{id}”. There are: {known}.", id=environment_id, known=known)
        if quote
        else tr("There is no environment of that ID. There are: {known}.", known=known)
    )
    raise click.BadParameter(problem_words, param_hint=parameter)


def environment_ids(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Return the IDs that begin with ``incomplete``, for a shell to complete it."""
    environments, _problem = open_front().environments.load()
    return [each.id for each in environments if each.id.startswith(incomplete)]


def environment_argument(name: str) -> click.Argument:
    """Return the argument ``environment_id``, which the usage calls ``name``."""
    return click.Argument(["environment_id"], metavar=name, shell_complete=environment_ids)


def run(lists: Front, work: Callable[[Parts], Coroutine[Any, Any, _T]]) -> _T:
    """Build the services, do ``work`` with them and take them down.

    Ctrl+C cancels ``work``, which may still bring its result. What goes wrong when the services are
    taken down is told, and costs neither the result nor the error of ``work``.

    :raises click.UsageError: where the variable for a token holds none.
    """
    with services(lists) as at_work:
        return at_work.do(work)


class AtWork:
    """Services that are up; between two pieces of work there is room for a question."""

    def __init__(self, runner: asyncio.Runner, parts: Parts) -> None:
        self._runner = runner
        self._parts = parts

    def do(self, work: Callable[[Parts], Coroutine[Any, Any, _T]]) -> _T:
        """Do ``work``, as :func:`run` does."""
        return self._runner.run(work(self._parts))


@contextmanager
def services(lists: Front) -> Iterator[AtWork]:
    """Build the services, and take them down at the end, as :func:`run` does."""
    with asyncio.Runner() as runner:
        parts = runner.run(_built(lists))
        try:
            if parts.variable_problem is not None:
                raise click.UsageError(render(parts.variable_problem))
            yield AtWork(runner, parts)
        finally:
            runner.run(_close(parts))


@contextmanager
def opened_history(lists: Front) -> Iterator[AtWork]:
    """Build the services, as :func:`services` does, for work that is on the history itself.

    :raises RefusedHereError: where the history cannot be used, then or later.
    """
    with services(lists) as at_work:
        try:
            for notice in at_work.do(lambda parts: parts.open()):
                warn(render(notice))
            yield at_work
        except StoreError as error:
            raise RefusedHereError(error.explanation) from None


async def _built(lists: Front) -> Parts:
    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
    parts = build(lists.paths, Source.CLI)
    collect_again()
    return parts


async def _close(parts: Parts) -> None:
    try:
        await parts.close()
    except StoreError as error:
        warn(render(error.explanation))
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - the result goes first
        _log.warning("The services ended with %s.", type(error).__name__)
