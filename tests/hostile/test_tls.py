"""Whom the gateway trusts, and how it tells that it does not."""

import datetime as dt
import os
import platform
import shutil
import ssl
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from otp_gui.api import tls
from otp_gui.domain.outcome import Failure, Outcome, Phase, Remark, Verdict
from tests.fakes import TOKEN
from tests.hostile.calls import Caller, environment
from tests.hostile.conftest import served
from tests.hostile.server import HostileServer, Play, json_answer, raw, raw_then_close, silent

OK = json_answer("201 Created", b'{"success": true}')


def refused(*remarks: Remark) -> Outcome:
    return Outcome(Verdict.NOT_SENT, Failure.TLS, remarks=remarks)


@dataclass(frozen=True, slots=True)
class CompiledPaths:
    """Where an OpenSSL looks for the system's certificates; nowhere, unless told."""

    openssl_cafile: str = "/nonexistent/cert.pem"
    openssl_capath: str = "/nonexistent/certs"


@pytest.fixture
def no_system_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this a machine without CA certificates."""
    monkeypatch.setattr("ssl.get_default_verify_paths", CompiledPaths)
    monkeypatch.setattr(tls, "_BUNDLES", ())


async def test_a_certificate_of_the_bundle_is_trusted(
    server_tls: ssl.SSLContext, bundle: str
) -> None:
    caller = Caller()
    async with HostileServer(OK, tls=server_tls) as server:
        outcome = await caller.complete(environment(server.base_url, ca_bundle=bundle))
        await server.abandoned()
    assert outcome.verdict is Verdict.SUCCESS
    assert len(server.requests) == 1
    assert caller.phases == [Phase.CONNECTING, Phase.SENDING, Phase.WAITING, Phase.READING]


async def test_a_certificate_of_a_stranger_is_not(
    server_tls: ssl.SSLContext, other_bundle: str
) -> None:
    caller = Caller()
    async with HostileServer(OK, tls=server_tls) as server:
        outcome = await caller.complete(environment(server.base_url, ca_bundle=other_bundle))
        await server.abandoned()
    assert outcome == refused(Remark.CERTIFICATE_UNTRUSTED)
    assert server.requests == []
    assert caller.phases == [Phase.CONNECTING]


async def test_an_expired_certificate_is_named(authority: trustme.CA, bundle: str) -> None:
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    expired = served(
        authority.issue_cert(
            "127.0.0.1", not_before=yesterday - dt.timedelta(days=1), not_after=yesterday
        )
    )
    async with HostileServer(OK, tls=expired) as server:
        outcome = await Caller().complete(environment(server.base_url, ca_bundle=bundle))
    assert outcome == refused(Remark.CERTIFICATE_EXPIRED)
    assert server.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_certificate_of_another_host_is_named(
    authority: trustme.CA, bundle: str, host: str
) -> None:
    async with HostileServer(OK, tls=served(authority.issue_cert("otp.example"))) as server:
        url = server.base_url.replace("127.0.0.1", host)
        outcome = await Caller().complete(environment(url, ca_bundle=bundle))
    assert outcome == refused(Remark.CERTIFICATE_WRONG_HOST)
    assert server.requests == []


async def test_an_unchecked_certificate_is_taken_where_the_environment_says_so(
    authority: trustme.CA,
) -> None:
    async with HostileServer(OK, tls=served(authority.issue_cert("otp.example"))) as server:
        target = environment(server.base_url, verify_tls=False, ca_bundle="/nonexistent.pem")
        outcome = await Caller().complete(target)
    assert outcome.verdict is Verdict.SUCCESS


@pytest.mark.parametrize(
    "play",
    [raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), raw_then_close()],
    ids=["plain", "dropped"],
)
async def test_a_port_that_does_not_speak_tls_is_told(play: Play, bundle: str) -> None:
    caller = Caller()
    async with HostileServer(play, at_once=True) as server:
        url = server.base_url.replace("http:", "https:")
        outcome = await caller.complete(environment(url, ca_bundle=bundle))
        await server.abandoned()
    assert outcome == refused()
    assert caller.phases == [Phase.CONNECTING]


async def test_a_handshake_that_never_ends_is_a_connect_timeout(bundle: str) -> None:
    async with HostileServer(silent, at_once=True) as server:
        url = server.base_url.replace("http:", "https:")
        target = environment(url, ca_bundle=bundle, timeout_seconds=0.2)
        outcome = await Caller().complete(target)
        await server.abandoned()
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.CONNECT_TIMEOUT)


@pytest.mark.parametrize("content", [None, "", "no certificate"])
async def test_a_bundle_that_cannot_be_read_is_named(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_text(content)
    async with HostileServer(OK) as server:
        url = server.base_url.replace("http:", "https:")
        outcome = await Caller().complete(environment(url, ca_bundle=str(path)))
    assert outcome == refused(Remark.CA_BUNDLE_UNREADABLE)
    assert server.connections == 0


async def test_a_bundle_that_was_mended_is_read_again(
    server_tls: ssl.SSLContext, bundle: str, other_bundle: str, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.pem"
    verdicts = []
    caller = Caller()
    async with HostileServer(OK, tls=server_tls) as server:
        for hour, source in enumerate((other_bundle, os.devnull, bundle)):
            shutil.copyfile(source, path)
            os.utime(path, (hour * 3600, hour * 3600))
            outcome = await caller.complete(environment(server.base_url, ca_bundle=str(path)))
            verdicts.append(outcome.verdict)
    assert verdicts == [Verdict.NOT_SENT, Verdict.NOT_SENT, Verdict.SUCCESS]


@pytest.mark.usefixtures("no_system_store")
async def test_the_systems_bundle_is_found_where_openssl_does_not_look(
    server_tls: ssl.SSLContext, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "_BUNDLES", ("/nonexistent", bundle))
    async with HostileServer(OK, tls=server_tls) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.verdict is Verdict.SUCCESS


@pytest.mark.usefixtures("no_system_store")
async def test_a_machine_without_certificates_is_told_before_connecting(
    server_tls: ssl.SSLContext, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    monkeypatch.setenv("SSL_CERT_DIR", str(Path(bundle).parent))
    async with HostileServer(OK, tls=server_tls) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome == refused(Remark.NO_CA_CERTIFICATES)
    assert server.connections == 0


async def test_certificates_that_variables_name_are_not_trusted(
    server_tls: ssl.SSLContext, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    monkeypatch.setenv("SSL_CERT_DIR", str(Path(bundle).parent))
    assert ssl.create_default_context().get_ca_certs(), "elsewhere the variables do act"
    async with HostileServer(OK, tls=server_tls) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert (outcome.verdict, outcome.failure) == (Verdict.NOT_SENT, Failure.TLS)
    assert server.requests == []


async def test_keys_are_not_logged_to_the_file_that_a_variable_names(
    server_tls: ssl.SSLContext, bundle: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    gateway = Caller()
    async with HostileServer(OK, tls=server_tls) as server:
        for target in (
            environment(server.base_url, ca_bundle=bundle),
            environment(server.base_url, verify_tls=False),
            environment(
                "http://otp.invalid/api",
                ca_bundle=bundle,
                proxy=server.base_url.removesuffix("/api/n/otp-handler"),
            ),
        ):
            assert (await gateway.complete(target)).verdict is Verdict.SUCCESS
        await gateway.complete(environment(server.base_url))
    assert not keys.exists()


async def test_where_the_system_verifies_truststore_asks_it(
    server_tls: ssl.SSLContext, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "_VERIFYING_SYSTEMS", (platform.system(),))
    async with HostileServer(OK, tls=server_tls) as server:
        unknown = await Caller().complete(environment(server.base_url))
        # Here truststore reads what this variable names; on Windows and macOS it asks the system.
        monkeypatch.setenv("SSL_CERT_FILE", bundle)
        known = await Caller().complete(environment(server.base_url))
        await server.abandoned()
    assert unknown == refused(Remark.CERTIFICATE_UNTRUSTED)
    assert known.verdict is Verdict.SUCCESS
    assert len(server.requests) == 1


@pytest.mark.usefixtures("no_system_store")
async def test_warming_up_sends_nothing_and_tells_no_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def connect(*_args: object, **_options: object) -> None:
        pytest.fail("something was sent")

    monkeypatch.setattr("asyncio.BaseEventLoop.create_connection", connect)
    monkeypatch.setattr("socket.getaddrinfo", connect)
    gateway = Caller().gateway
    await gateway.warm_up()
    await gateway.aclose()


async def test_a_gateway_that_warmed_up_and_closed_still_calls(
    server_tls: ssl.SSLContext, bundle: str
) -> None:
    caller = Caller()
    await caller.gateway.warm_up()
    await caller.gateway.aclose()
    async with HostileServer(OK, tls=server_tls) as server:
        outcome = await caller.complete(environment(server.base_url, ca_bundle=bundle))
    assert outcome.verdict is Verdict.SUCCESS


async def test_a_server_that_breaks_the_encryption_after_the_request_leaves_it_unknown(
    server_tls: ssl.SSLContext, bundle: str
) -> None:
    async with HostileServer(raw_then_close(), tls=server_tls) as server:
        outcome = await Caller().complete(environment(server.base_url, ca_bundle=bundle))
    assert outcome == Outcome(Verdict.UNKNOWN, Failure.RESET)
    assert TOKEN.reveal().encode() in server.requests[0]
