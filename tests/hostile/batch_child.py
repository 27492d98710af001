"""A process that makes a completing run: ``python -m tests.hostile.batch_child TASK HOME URL``."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from otp_gui import bootstrap
from otp_gui.domain.batch import BatchItem, BatchNews, BatchPlan, RunSettings
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import Source
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.i18n import render
from otp_gui.paths import Paths, under
from otp_gui.services.batch import RunControl, RunResult
from tests.fakes import TOKEN
from tests.hostile.calls import environment

ROWS = 60
AT_ONCE = 5
_ROWS_BEFORE_THE_FAULT = 12


@asynccontextmanager
async def parts(home: Path) -> AsyncIterator[tuple[bootstrap.Parts, Paths]]:
    """Give the real services over the history in ``home``."""
    paths = under(home)
    paths.create()
    built = bootstrap.build(paths, Source.CLI, throw_away=True)
    await built.open()
    await built.tokens.keep_for_session("custom", TOKEN)
    try:
        yield built, paths
    finally:
        await built.close()


def plan(here: Environment) -> BatchPlan:
    items = [
        BatchItem(number, CheckRequest(RequestId(f"login-{number}"), Recipient("+79990005566")))
        for number in range(1, ROWS + 1)
    ]
    return BatchPlan(here, Operation.COMPLETE, items, settings=RunSettings(AT_ONCE))


def ignore(_news: BatchNews) -> None:
    """Hear nothing."""


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def say(result: RunResult) -> None:
    assert result.run is not None
    run = result.run
    tell(run.state, run.reason, run.called, result.unsaved_reason is not None)


async def start(home: Path, here: Environment) -> None:
    async with parts(home) as (built, _paths):
        say(await built.batch.service.start(plan(here), RunControl(), ignore))


async def resume(home: Path, here: Environment) -> None:
    """Resume the newest run as a user of another window would who saw it stopped."""
    async with parts(home) as (built, _paths):
        [run] = await built.batch.service.runs(1)
        try:
            say(await built.batch.service.resume(run, here, RunControl(), ignore))
        except StoreError as error:
            tell("refused", render(error.explanation))


async def start_until_the_disk_refuses(home: Path, here: Environment) -> None:
    """Let the history's log grow no more once some rows have ended."""
    ended = 0
    async with parts(home) as (built, paths):

        def hear(news: BatchNews) -> None:
            nonlocal ended
            if news.row is None or news.row.record is None or news.row.record.finished_at is None:
                return
            ended += 1
            if ended == _ROWS_BEFORE_THE_FAULT:
                size = Path(f"{paths.history}-wal").stat().st_size
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        say(await built.batch.service.start(plan(here), RunControl(), hear))
        _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


TASKS = {task.__name__: task for task in (start, resume, start_until_the_disk_refuses)}

if __name__ == "__main__":
    asyncio.run(TASKS[sys.argv[1]](Path(sys.argv[2]), environment(sys.argv[3])))
