"""The one composition root: builds adapters and services for the window, the console and the tests.

It works in two steps, because a window is to be painted before anything slow is loaded:
:func:`front` gives what the first frame needs, :func:`build` the rest. The adapters behind
:func:`build` cost a quarter of a second to import, so they are imported there.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from otp_gui.paths import Paths
from otp_gui.store.environments import TomlEnvironments
from otp_gui.store.provisioned import SystemFiles
from otp_gui.store.settings import TomlPreferences

if TYPE_CHECKING:
    # What the first frame does without.
    from otp_gui.api.tls import Trust
    from otp_gui.domain.batch import RunReader
    from otp_gui.domain.batch_files import BatchFiles
    from otp_gui.domain.phrase import Phrase
    from otp_gui.domain.ports import (
        Clock,
        Environments,
        Gateway,
        History,
        PreferencesStore,
        Sandbox,
        Vault,
    )
    from otp_gui.domain.record import Source
    from otp_gui.domain.redact import Secret
    from otp_gui.domain.upkeep import Upkeep
    from otp_gui.services.batch import BatchService
    from otp_gui.services.calls import Calls
    from otp_gui.services.check import CheckService
    from otp_gui.services.export import ExportService
    from otp_gui.services.inspect import InspectService
    from otp_gui.services.recall import Recall
    from otp_gui.services.retention import RetentionService
    from otp_gui.services.tokens import TokenService
    from otp_gui.services.watch import WatchService
    from otp_gui.store.history import SqliteHistory

TOKEN_VARIABLE = "OTP_GUI_TOKEN"  # noqa: S105 - the name of the variable, not a token


class Front(NamedTuple):
    """What the first frame needs: two small files, and an administrator's two."""

    paths: Paths
    environments: "Environments"
    preferences: "PreferencesStore"


class Archive(NamedTuple):
    """What is done with the history as a whole: files out and in, purges, backups."""

    export: "ExportService"
    retention: "RetentionService"
    upkeep: "Upkeep"


class Batch(NamedTuple):
    """What a list of many goes through: from its file to a run, and its results into one."""

    service: "BatchService"

    @property
    def files(self) -> "BatchFiles":
        """Lists in, results out; a start does not pay for what reads them."""
        return list_files()


class Parts(NamedTuple):
    """Everything a front works with; :meth:`open` before use, :meth:`close` at the end.

    ``sqlite_version`` is the one of the library in use, for About. ``variable_problem`` tells why
    the variable's token is not used, where there is one that could not be. The makers return the
    same each time: a single call does without what they load.
    """

    history: "History"
    tokens: "TokenService"
    check: "CheckService"
    inspect: "InspectService"
    watch: "WatchService"
    recall: "Recall"
    make_archive: Callable[[], "Archive"]
    make_batch: Callable[[], "Batch"]
    sandbox: "Sandbox"
    warm_up: Callable[[], Awaitable[None]]
    keyring_name: Callable[[], Awaitable[str]]
    close_gateway: Callable[[], Awaitable[None]]
    sqlite_version: str
    sandbox_token: "Secret"
    variable_problem: "Phrase | None"

    @property
    def archive(self) -> "Archive":
        """What is done with the history as a whole."""
        return self.make_archive()

    @property
    def batch(self) -> "Batch":
        """What a list of many goes through."""
        return self.make_batch()

    async def open(self) -> "Sequence[Phrase]":
        """Open the history and return what the user is to be told.

        :raises StoreError: where the history can't be used; calls are then refused one by one.
        """
        return await self.history.open()

    async def close(self) -> None:
        """End the sandbox, the connections and the history, each whatever the others raise.

        :raises StoreError: where the history could not take an outcome that was late.
        """
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.history.close)
            stack.push_async_callback(self.close_gateway)
            stack.push_async_callback(self.sandbox.stop)


def front(paths: Paths) -> Front:
    """Build what the first frame needs; touches no file yet."""
    system = SystemFiles(paths.provided_environments, paths.policy)
    return Front(
        paths,
        TomlEnvironments(paths.environments, system),
        TomlPreferences(paths.settings, system),
    )


def shortcomings() -> "Sequence[Phrase]":
    """Say what an installed program lacks for its work. Blocks: it asks the system."""
    from otp_gui.api.tls import store_problem
    from otp_gui.vault.os_keyring import missing_parts

    found = (missing_parts(), store_problem())
    return [problem for problem in found if problem is not None]


def build(paths: Paths, source: "Source", *, throw_away: bool = False) -> Parts:
    """Build the services. Blocking imports, no I/O: safe to call on a worker thread.

    The token of :data:`TOKEN_VARIABLE` is taken out of the process environment, so that no child
    inherits it. ``throw_away`` keeps tokens in memory only and leaves that one unused, for a demo.
    """
    import sqlite3

    from otp_gui.api.gateway import HttpGateway
    from otp_gui.api.reader import HttpReader
    from otp_gui.api.tls import Trust
    from otp_gui.clock import SystemClock
    from otp_gui.domain.record import Source
    from otp_gui.domain.redact import Secret
    from otp_gui.sandbox.host import SandboxHost
    from otp_gui.sandbox.place import SANDBOX_TOKEN
    from otp_gui.services.check import CheckService
    from otp_gui.services.inspect import InspectService
    from otp_gui.services.recall import Recall
    from otp_gui.services.watch import WatchService
    from otp_gui.store.history import SqliteHistory
    from otp_gui.vault.keyring_vault import KeyringVault

    clock = SystemClock()
    history = SqliteHistory(paths.history, clock)
    trust = Trust()
    gateway = HttpGateway(trust)
    reader = HttpReader(trust)
    sandbox = SandboxHost()
    os_keyring = KeyringVault()
    sandbox_token = Secret(SANDBOX_TOKEN)
    tokens, variable_problem = _tokens(None if throw_away else os_keyring, sandbox_token)
    calls = _calls(history, tokens, sandbox, clock, source)
    recall = Recall(history)
    parts = Parts(
        history,
        tokens,
        CheckService(gateway, calls),
        InspectService(reader, calls, recall),
        WatchService(reader, calls, recall),
        recall,
        cache(partial(_archive, history, clock)),
        cache(partial(_batch, history, gateway, trust, calls)),
        sandbox,
        gateway.warm_up,
        os_keyring.backend_name,
        gateway.aclose,
        sqlite3.sqlite_version,
        sandbox_token,
        variable_problem,
    )
    if source is Source.GUI:
        # Here and now, on this thread: whoever clicks is not to wait for it.
        parts.make_archive()
        parts.make_batch()
    return parts


def list_files() -> "BatchFiles":
    """Build what reads lists and writes results; needs neither history nor keyring."""
    from otp_gui import i18n
    from otp_gui.store.lists import ListFiles

    return ListFiles(lambda: i18n.speaker(i18n.language()))


def _calls(
    history: "History", tokens: "TokenService", sandbox: "Sandbox", clock: "Clock", source: "Source"
) -> "Calls":
    import uuid

    from otp_gui.domain.record import Caller
    from otp_gui.services.calls import Calls

    return Calls(
        history=history,
        tokens=tokens,
        sandbox=sandbox,
        clock=clock,
        caller=Caller(_operator(), source),
        new_uid=lambda: str(uuid.uuid4()),
    )


def _tokens(
    keyring: "Vault | None", sandbox_token: "Secret"
) -> "tuple[TokenService, Phrase | None]":
    """Build the tokens' service, on memory alone where there is no ``keyring`` to be used.

    Returned beside it is what is wrong with the variable's token.
    """
    from otp_gui.services.tokens import TokenService
    from otp_gui.vault.session import SessionVault

    variable, problem = _variable_token()
    service = TokenService(
        keyring=keyring or SessionVault(),
        session=SessionVault(),
        sandbox_token=sandbox_token,
        variable=variable if keyring else None,
    )
    return service, problem


def _archive(history: "SqliteHistory", clock: "Clock") -> Archive:
    from otp_gui.services.export import ExportService
    from otp_gui.services.retention import RetentionService
    from otp_gui.store.transfer import SqliteTransfer
    from otp_gui.store.upkeep import SqliteUpkeep

    upkeep = SqliteUpkeep(history)
    return Archive(
        ExportService(transfer=SqliteTransfer(history), clock=clock),
        RetentionService(upkeep=upkeep, clock=clock),
        upkeep,
    )


def _batch(history: "SqliteHistory", gateway: "Gateway", trust: "Trust", calls: "Calls") -> Batch:
    import uuid

    from otp_gui.services.batch import BatchService
    from otp_gui.store.batches import SqliteBatches

    def new_reader() -> "RunReader":
        # It brings what no single call needs.
        from otp_gui.api.run_reader import HttpRunReader

        return HttpRunReader(trust)

    return Batch(
        BatchService(
            new_reader=new_reader,
            gateway=gateway,
            batches=SqliteBatches(history),
            calls=calls,
            new_uid=lambda: str(uuid.uuid4()),
        )
    )


def _variable_token() -> "tuple[Secret | None, Phrase | None]":
    """Take this run's token out of the process environment; say why where it is none."""
    from otp_gui.domain.phrase import phrase
    from otp_gui.domain.token import read_token

    text = os.environ.pop(TOKEN_VARIABLE, "")
    if not text:
        return None, None
    reading = read_token(text)
    if reading.problem is None:
        return reading.value, None
    return None, phrase(
        "The token in the variable {name} cannot be used. {problem}",
        name=TOKEN_VARIABLE,
        problem=reading.problem,
    )


def _operator() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
