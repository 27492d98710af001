"""What holds for every test: its own home, no display, and no error that goes unseen."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from otp_gui import i18n
from otp_gui.paths import HOME_VARIABLE, SYSTEM_VARIABLE

_FOREIGN_VARIABLES = (
    "OTP_GUI_TOKEN",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "PYTHON_KEYRING_BACKEND",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSLKEYLOGFILE",
)
# The same examples each time, and no timings: a machine with other work is no fault of the code.
settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, and nothing of the machine's proxies and keyring."""
    directory = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(directory))
    monkeypatch.setenv(SYSTEM_VARIABLE, str(tmp_path / "system"))
    for name in _FOREIGN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return directory


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin and end each test in English: the language is the process's."""
    i18n.install("en")
    yield
    i18n.install("en")


class _Errors(logging.Handler):
    """Keeps what is logged at ERROR or above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged_errors() -> Iterator[list[logging.LogRecord]]:
    """Fail a test that logged an error; one that provokes it clears this list after looking."""
    handler = _Errors()
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler.records
    root.removeHandler(handler)
    assert not handler.records, [record.getMessage() for record in handler.records]
