from dataclasses import dataclass, field

import pytest

from otp_gui.api.exchange import Exchange, Stage
from otp_gui.domain.outcome import Operation, Phase
from otp_gui.domain.ports import Progress


@dataclass
class Request:
    method: bytes = b"POST"


@dataclass
class Connection:
    closed: int = 0

    async def aclose(self) -> None:
        self.closed += 1


@dataclass
class Told:
    phases: list[Phase] = field(default_factory=list)

    def exchange(self, *, proxied: bool = False) -> Exchange:
        progress = Progress(listener=self.phases.append)
        return Exchange(Operation.STATUS, progress, proxied=proxied)


async def test_the_phases_follow_what_the_library_does() -> None:
    told = Told()
    exchange = told.exchange()
    for event in ("connection.connect_tcp.started", "connection.start_tls.started"):
        await exchange.trace(event, {"host": "otp.example"})
    assert (exchange.stage, told.phases) == (Stage.TLS, [])
    for event in ("http11.send_request_headers", "http11.send_request_body"):
        await exchange.trace(f"{event}.started", {"request": Request()})
        await exchange.trace(f"{event}.complete", {"return_value": None})
    assert told.phases == [Phase.SENDING]
    await exchange.trace("http11.receive_response_headers.started", {"request": Request()})
    assert told.phases == [Phase.SENDING, Phase.WAITING]


async def test_asking_a_proxy_for_a_tunnel_sends_nothing_to_the_server() -> None:
    told = Told()
    exchange = told.exchange(proxied=True)
    connect = {"request": Request(b"CONNECT")}
    await exchange.trace("connection.connect_tcp.started", {})
    await exchange.trace("connection.start_tls.started", {})
    for event in ("send_request_headers", "send_request_body", "receive_response_headers"):
        await exchange.trace(f"http11.{event}.started", connect)
        await exchange.trace(f"http11.{event}.complete", {"return_value": None})
    assert (exchange.stage, told.phases) == (Stage.PROXY, [])
    await exchange.trace("proxy.start_tls.started", {})
    assert (exchange.stage, told.phases) == (Stage.TLS, [])


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_every_connection_is_closed(count: int) -> None:
    exchange = Told().exchange()
    connections = [Connection() for _ in range(count)]
    for connection in connections:
        await exchange.trace("connection.connect_tcp.complete", {"return_value": connection})
    await exchange.close()
    assert all(connection.closed for connection in connections)
