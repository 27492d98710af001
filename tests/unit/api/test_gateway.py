"""What can be seen without a server; with one, see ``tests/hostile``."""

import logging
import subprocess
import sys

import httpx
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.api.gateway import HttpGateway, _url
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from tests.fakes import STAGE

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=256)


@given(texts.filter(lambda text: text not in (".", "..")), texts)
def test_httpx_leaves_every_request_id_and_recipient_as_they_are(
    request_id: str, recipient: str
) -> None:
    url = _url(STAGE, CheckRequest(RequestId(request_id), Recipient(recipient)))
    assert httpx.URL(url).raw_path.decode("ascii") == url.removeprefix("https://stage.example")


def test_the_libraries_that_log_urls_and_headers_are_silenced() -> None:
    HttpGateway()
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
        assert not logging.getLogger(name).isEnabledFor(logging.CRITICAL)


def test_importing_the_package_loads_no_http_library() -> None:
    code = "import sys, otp_gui.api; assert 'httpx' not in sys.modules and 'ssl' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
