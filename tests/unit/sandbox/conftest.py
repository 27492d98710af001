import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN

Complete = Callable[..., Awaitable[httpx.Response]]


async def arrival(host: SandboxHost) -> None:
    """Wait until the server has seen a request; it lives on a thread of its own, so: look."""
    async with asyncio.timeout(10):
        while not host.requests:  # noqa: ASYNC110 - no event crosses to this loop
            await asyncio.sleep(0.001)


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxHost]:
    host = SandboxHost()
    await host.start()
    yield host
    await host.stop()


@pytest.fixture
async def complete(sandbox: SandboxHost) -> AsyncIterator[Complete]:
    """POST checkStatusAndComplete to the sandbox; a time limit of 10 s unless told."""
    async with contextlib.AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))

        async def call(
            request_id: str,
            recipient: str | None,
            *,
            authorization: str | None = f"Bearer {SANDBOX_TOKEN}",
            seconds: float = 10,
        ) -> httpx.Response:
            return await client.post(
                f"{sandbox.base_url}/{request_id}/checkStatusAndComplete",
                params={} if recipient is None else {"recipient": recipient},
                headers={} if authorization is None else {"Authorization": authorization},
                timeout=seconds,
            )

        yield call
