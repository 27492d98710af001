"""A look at the logs of every test in this folder."""

import logging
import ssl
from collections.abc import Iterator

import pytest
import trustme

from tests.fakes import REQUEST, TOKEN


@pytest.fixture(autouse=True)
def _quiet_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test whose log, at any level, holds the token or the phone number."""
    caplog.set_level(logging.DEBUG)
    yield
    number = REQUEST.recipient.value.removeprefix("+")
    told = [
        f"{record.getMessage()} {record.args} {record.exc_info} {record.exc_text}"
        for record in caplog.get_records("call")
    ]
    assert [line for line in told if number in line or TOKEN.reveal() in line] == []


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Make the certificate authority that issued the servers' certificates."""
    return trustme.CA()


@pytest.fixture(scope="session")
def bundle(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write a CA bundle with that authority."""
    return _written(authority, tmp_path_factory)


@pytest.fixture(scope="session")
def other_bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write a CA bundle with an authority that issued nothing here."""
    return _written(trustme.CA(), tmp_path_factory)


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """Make a server's side of TLS, with a good certificate for 127.0.0.1 and localhost."""
    return served(authority.issue_cert("127.0.0.1", "localhost"))


def served(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return a server's side of TLS with ``certificate``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def _written(authority: trustme.CA, directories: pytest.TempPathFactory) -> str:
    path = directories.mktemp("ca") / "bundle.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)
