import asyncio
import gc
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui import logs

TOKEN = "made-up-token-0123456789abcdef"
NUMBER = "+79990001122"
ENCODED = "%2B79990001122"

# The hooks stand in for pytest's own, which a test restores by closing the log.
pytestmark = pytest.mark.usefixtures("_restored")


@pytest.fixture
def _restored() -> Iterator[None]:
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    umask = os.umask(0)
    os.umask(umask)
    levels = {name: logging.getLogger(name).level for name in ("otp_gui", "httpx", "httpcore")}
    yield
    logs.close()
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    os.umask(umask)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "otp-gui.log"
    logs.configure(path)
    return path


def is_clean(text: str) -> bool:
    return not any(secret in text for secret in (TOKEN, NUMBER, NUMBER[1:], ENCODED))


def own_handler() -> logging.Handler:
    handlers = logging.getLogger().handlers
    return next(each for each in handlers if type(each).__module__ == logs.__name__)


class LeakyError(Exception):
    """As those of the HTTP library: the text holds the token."""


def caught(error: Exception) -> Exception:
    """Return ``error`` with a traceback."""
    with pytest.raises(type(error)) as raised:
        raise error
    return raised.value


def test_a_line_says_when_who_and_what(path: Path) -> None:
    logging.getLogger("otp_gui.services").info("Checked %s in %.1f ms.", "made-up", 184.25)
    at, line = path.read_text().split(" ", 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", at)
    assert line == "INFO otp_gui.services: Checked made-up in 184.2 ms.\n"


def test_tokens_and_numbers_are_redacted(path: Path) -> None:
    log = logging.getLogger("otp_gui.api")
    log.info("POST /x?recipient=%s", ENCODED)
    log.info("Authorization: Bearer %s", TOKEN)
    log.warning("headers %s", {"Authorization": f"Bearer {TOKEN}"})
    log.info("%(number)s", {"number": "8 (999) 000-11-22"})
    text = path.read_text()
    assert text.count("***") == 4
    assert is_clean(text)
    assert "000-11-22" not in text


def test_of_an_exception_only_class_and_place_are_kept(
    path: Path, logged_errors: list[logging.LogRecord]
) -> None:
    log = logging.getLogger("otp_gui.api")
    group = ExceptionGroup(TOKEN, [ValueError(NUMBER)])
    group.__cause__ = caught(LeakyError(TOKEN))
    log.error("It failed: %s", group, exc_info=group)
    log.error(group)
    log.error("Failed: %(error)s", {"error": group})
    logged_errors.clear()
    text = path.read_text()
    assert is_clean(text)
    assert "It failed: ExceptionGroup" in text
    assert "LeakyError" in text
    assert "builtins.ValueError" in text
    assert f"{__file__}:" in text


def test_what_another_handler_has_formatted_is_not_taken_over(path: Path) -> None:
    record = logging.LogRecord("otp_gui", logging.INFO, "", 0, "Failed.", None, None)
    record.exc_text = TOKEN
    logging.getLogger("otp_gui").handle(record)
    assert TOKEN not in path.read_text()


def test_a_text_cannot_pass_for_a_record_or_hide(path: Path) -> None:
    logging.getLogger("otp_gui").info("one\n2025-01-01 CRITICAL forged\x1b[2K\u202e")
    lines = path.read_text().splitlines()
    assert len(lines) == 2
    assert lines[1] == "    2025-01-01 CRITICAL forged␛[2K⟨U+202E⟩"


def test_an_endless_text_is_cut(path: Path) -> None:
    logging.getLogger("otp_gui").info("x" * 1_000_000)
    assert path.stat().st_size < 20_000


def test_arguments_that_do_not_fit_lose_nothing_but_themselves(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = (TOKEN, NUMBER)
    own_handler().handle(logging.LogRecord("otp_gui", logging.INFO, "", 0, "one %s", args, None))
    assert path.read_text().endswith("one %s\n")
    assert capsys.readouterr() == ("", "")


def test_the_http_library_is_silent_and_others_warn_only(path: Path) -> None:
    for name in ("httpx", "httpcore.connection", "uvicorn.access"):
        logging.getLogger(name).critical("POST %s", ENCODED)
    logging.getLogger("somebody").info("chatter")
    logging.getLogger("somebody").warning("a warning")
    text = path.read_text()
    assert "a warning" in text
    assert text.count("\n") == 1


@pytest.mark.parametrize("name", ["asyncio", "qasync._unix"])
def test_the_loop_tells_no_values(
    path: Path, name: str, logged_errors: list[logging.LogRecord]
) -> None:
    logging.getLogger(name).error(
        "Task exception was never retrieved\nfuture: <Task exception=LeakyError('%s')>", TOKEN
    )
    logged_errors.clear()
    assert path.read_text().endswith("Task exception was never retrieved\n")


def test_a_forgotten_task_leaks_nothing(path: Path, logged_errors: list[logging.LogRecord]) -> None:
    async def fail() -> None:
        raise LeakyError(TOKEN)

    async def forget() -> None:
        await asyncio.wait([asyncio.create_task(fail())])

    asyncio.run(forget())
    gc.collect()
    logged_errors.clear()
    text = path.read_text()
    assert "Task exception was never retrieved" in text
    assert "LeakyError" in text
    assert is_clean(text)


def test_the_file_is_its_owners_alone_and_so_are_later_ones(tmp_path: Path) -> None:
    path = tmp_path / "otp-gui.log"
    path.touch(mode=0o644)
    logs.configure(path)
    other = tmp_path / "other"
    other.touch()
    assert path.stat().st_mode & 0o777 == 0o600
    assert other.stat().st_mode & 0o077 == 0


def test_the_file_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 1000)
    logs.configure(path)
    for number in range(200):
        logging.getLogger("otp_gui").info("record %d", number)
    files = sorted(path.parent.glob("otp-gui.log*"))
    assert len(files) == logs.BACKUPS + 1
    assert all(file.stat().st_size <= 1000 for file in files)
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert "record 199" in path.read_text()


def test_a_record_that_cannot_be_written_is_lost_quietly(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(own_handler(), "format", full)
    logging.getLogger("otp_gui").info("Bearer %s", TOKEN)
    assert capsys.readouterr() == ("", "")
    assert path.read_text() == ""


def test_a_file_that_cannot_be_opened_is_told_and_changes_nothing(tmp_path: Path) -> None:
    hook = sys.excepthook
    with pytest.raises(OSError, match="otp-gui"):
        logs.configure(tmp_path / "missing" / "otp-gui.log")
    assert sys.excepthook is hook


def test_configuring_again_replaces_the_file(path: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.log"
    logs.configure(second, logging.DEBUG)
    logging.getLogger("otp_gui").debug("once")
    assert path.read_text() == ""
    assert second.read_text().count("once") == 1


def test_closing_gives_the_hooks_back(path: Path) -> None:
    assert sys.excepthook is not sys.__excepthook__
    logs.close()
    assert sys.excepthook is sys.__excepthook__
    assert sys.unraisablehook is sys.__unraisablehook__
    assert threading.excepthook is threading.__excepthook__
    logging.getLogger("otp_gui").warning("unheard")
    assert path.read_text() == ""


class TestHooks:
    def test_an_uncaught_error_is_logged_and_told_without_its_text(
        self,
        path: Path,
        capsys: pytest.CaptureFixture[str],
        logged_errors: list[logging.LogRecord],
    ) -> None:
        error = LeakyError(TOKEN)
        sys.excepthook(LeakyError, error, None)
        logged_errors.clear()
        told = capsys.readouterr().err
        assert "LeakyError" in told
        assert is_clean(told)
        assert "An error that nobody caught." in path.read_text()
        assert is_clean(path.read_text())

    def test_ctrl_c_is_no_error(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
        assert "KeyboardInterrupt" in capsys.readouterr().err
        assert path.read_text() == ""

    def test_an_error_in_a_thread_is_logged_without_its_text(
        self,
        path: Path,
        capsys: pytest.CaptureFixture[str],
        logged_errors: list[logging.LogRecord],
    ) -> None:
        def fail() -> None:
            raise LeakyError(TOKEN)

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        logged_errors.clear()
        assert "An error ended a thread." in path.read_text()
        assert "LeakyError" in path.read_text()
        assert is_clean(path.read_text() + capsys.readouterr().err)

    def test_an_error_in_a_finaliser_is_logged_without_its_text(
        self,
        path: Path,
        capsys: pytest.CaptureFixture[str],
        logged_errors: list[logging.LogRecord],
    ) -> None:
        class Failing:
            def __del__(self) -> None:
                raise LeakyError(TOKEN)

        Failing()
        gc.collect()
        logged_errors.clear()
        assert "LeakyError" in path.read_text()
        assert is_clean(path.read_text() + capsys.readouterr().err)
