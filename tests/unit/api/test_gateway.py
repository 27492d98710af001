"""What can be seen without a server; with one, see ``tests/hostile``."""

import ast
import inspect
import logging
import subprocess
import sys

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.api import call, gateway, reader
from otp_gui.api.call import Endpoint, url_of
from otp_gui.api.gateway import COMPLETE, RESEND, HttpGateway
from otp_gui.api.reader import CHANNEL, LONG_POLL, STATUS, HttpReader
from otp_gui.api.tls import Trust
from otp_gui.domain import ports
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from tests.fakes import STAGE

ENDPOINTS = (COMPLETE, RESEND, STATUS, CHANNEL, LONG_POLL)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=256)


@given(st.sampled_from(ENDPOINTS), texts.filter(lambda text: text not in (".", "..")), texts)
def test_httpx_leaves_every_request_id_and_recipient_as_they_are(
    endpoint: Endpoint, request_id: str, recipient: str
) -> None:
    url = url_of(endpoint, STAGE, CheckRequest(RequestId(request_id), Recipient(recipient)))
    assert httpx.URL(url).raw_path.decode("ascii") == url.removeprefix("https://stage.example")


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        (COMPLETE, "/a%2Fb/checkStatusAndComplete?recipient=%2B7999"),
        (RESEND, "/a%2Fb/resend"),
        (STATUS, "/a%2Fb/status?recipient=%2B7999"),
        (CHANNEL, "/a%2Fb/channel"),
        (LONG_POLL, "/longPolling/a%2Fb/status?recipient=%2B7999"),
    ],
)
def test_each_call_has_its_address(endpoint: Endpoint, path: str) -> None:
    request = CheckRequest(RequestId("a/b"), Recipient("+7999"))
    assert url_of(endpoint, STAGE, request) == f"{STAGE.base_url}{path}"


def imported(module: object, source: str) -> set[str]:
    """Return what ``module`` takes from ``source``, or from a whole module of that name."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]  # a module
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if isinstance(node, ast.Import) or node.module == source or alias.name == "call"
    }


def test_the_reader_knows_no_way_to_send_but_get() -> None:
    taken = imported(reader, "otp_gui.api.call")
    assert taken == {"Call", "Endpoint", "get", "silence_libraries"}
    assert "post" in imported(gateway, "otp_gui.api.call"), "the check sees what it looks for"
    assert "otp_gui.api.gateway" not in inspect.getsource(reader)
    source = ast.walk(ast.parse(inspect.getsource(call.get)))
    methods = {node.attr for node in source if isinstance(node, ast.Attribute)}
    assert methods & {"GET", "POST"} == {"GET"}


def test_what_a_reader_offers_is_what_the_port_names() -> None:
    offered = {name for name in vars(HttpReader) if not name.startswith("_")}
    assert offered == {name for name in vars(ports.Reader) if not name.startswith("_")}


@pytest.mark.parametrize("make", [HttpGateway, HttpReader])
def test_the_libraries_that_log_urls_and_headers_are_silenced(
    make: type[HttpGateway | HttpReader],
) -> None:
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    make(Trust())
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
        assert not logging.getLogger(name).isEnabledFor(logging.CRITICAL)


def test_importing_the_package_loads_no_http_library() -> None:
    code = "import sys, otp_gui.api; assert 'httpx' not in sys.modules and 'ssl' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
