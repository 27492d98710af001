"""One window per user: a seat that only one process has, and links that come in through it."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from otp_gui.paths import under
from otp_gui.ui import app as application
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.reception import Reception
from otp_gui.ui.second_start import Start, decode, deliver, encode, this_start
from otp_gui.ui.single_instance import Seat, seat_for
from otp_gui.ui.tasks import on_thread
from tests.ui.desk import Desk
from tests.ui.waiting import opened, until

ID: Final = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
LINK: Final = f"otp-gui://inspect?requestId={ID}&recipient=%2B79990001122&env=stage"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes there, no sockets")
BUSY = "Something is running: the form was left as it is. Try again after its end."


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a private directory with a short path, as the system gives every user."""
    with tempfile.TemporaryDirectory(prefix="otp") as made:
        monkeypatch.setenv("XDG_RUNTIME_DIR", made)
        yield Path(made)


@pytest.fixture
def seat(runtime: Path) -> Iterator[Seat]:
    found = seat_for(under(runtime / "home"), demo=False)
    assert found is not None
    found.take()
    yield found
    found.leave()


@pytest.fixture
async def reception(desk: Desk, seat: Seat) -> Reception:
    """Return what links come in through."""
    return Reception(desk.window, desk.workplace.filler, seat)


@pytest.fixture
async def door(desk: Desk, seat: Seat) -> Seat:
    """Return the seat at which the window listens."""
    Reception(desk.window, desk.workplace.filler, seat)
    return seat


def fields(desk: Desk) -> tuple[str, str, str]:
    form = desk.window.form
    environment = form.environment
    assert environment is not None
    return form.request_id_edit.text(), form.recipient_edit.text(), environment.id


def socket_file(seat: Seat) -> bool:
    return Path(seat.address).exists()


async def knock(seat: Seat, line: bytes) -> bytes:
    """Say ``line`` at the seat's address, and return what is answered until the other hangs up."""

    def talk() -> bytes:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(5)
            caller.connect(seat.address)
            try:
                caller.sendall(line)
                return caller.recv(100)
            except (BrokenPipeError, ConnectionResetError):
                return b""

    return await on_thread(talk)


# The seat


def test_a_seat_is_taken_once(runtime: Path, seat: Seat) -> None:
    other = seat_for(under(runtime / "home"), demo=False)
    assert other is not None
    other.take()
    assert (seat.is_ours, other.is_ours) == (True, False)
    seat.leave()
    other.take()
    assert other.is_ours
    other.leave()


@pytest.mark.usefixtures("seat")
def test_another_home_and_a_demo_have_seats_of_their_own(runtime: Path) -> None:
    for home, demo in (("elsewhere", False), ("home", True)):
        other = seat_for(under(runtime / home), demo=demo)
        assert other is not None
        other.take()
        assert other.is_ours
        other.leave()


def test_a_directory_that_others_can_reach_is_not_used(runtime: Path) -> None:
    runtime.chmod(0o755)
    found = seat_for(under(runtime), demo=False)
    assert found is not None
    assert not found.address.startswith(str(runtime))
    assert Path(found.address).parent.stat().st_mode & 0o077 == 0


def test_a_link_in_the_place_of_the_directory_is_not_followed(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = runtime / "link"
    link.symlink_to(runtime)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(link))
    found = seat_for(under(runtime), demo=False)
    assert found is not None
    assert not found.address.startswith(str(link))


def test_a_path_too_long_for_a_socket_is_not_used(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = runtime / ("d" * 90)
    deep.mkdir(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    found = seat_for(under(runtime), demo=False)
    assert found is not None
    assert len(os.fsencode(found.address)) < 104


# What is said there


def test_a_window_of_an_older_version_understands_every_start_but_the_wish_to_quit() -> None:
    assert json.loads(encode(Start("x", "y"))) == {"link": "x", "activation": "y"}
    assert json.loads(encode(Start(quits=True)))["quits"] is True
    assert decode(b'{"link": null, "activation": "", "quits": 1}') is None


@given(st.builds(Start, st.none() | st.text(max_size=300), st.text(max_size=50), st.booleans()))
def test_a_start_is_read_as_it_was_written(start: Start) -> None:
    line = encode(start)
    assert line.endswith(b"\n")
    assert b"\n" not in line[:-1]
    assert decode(line) == start


@given(st.text(min_size=1, max_size=5), st.integers(1, 3000))
def test_a_link_without_room_is_still_one_that_is_refused(part: str, times: int) -> None:
    link = part * times
    line = encode(Start(link))
    assert len(line) <= 4096
    assert decode(line) in (Start(link), Start("x" * 2049))


@given(st.binary(max_size=200))
def test_garbage_is_no_start(line: bytes) -> None:
    read = decode(line)
    assert read is None or decode(encode(read)) == read


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"null", b"[]", b"{}", b"3" * 5000, b"[" * 4000, b'{"link": 3, "activation": ""}'],
)
def test_what_is_not_quite_a_start_is_none(line: bytes) -> None:
    assert decode(line) is None


def test_the_leave_of_the_desktop_is_taken_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "made-up" + "x" * 1000)
    start = this_start("x")
    assert start.activation.startswith("made-up")
    assert len(start.activation) == 256


# Into the window


async def test_a_link_fills_the_form_and_sends_nothing(desk: Desk, door: Seat) -> None:
    desk.window.form.fill("before", "+79990009999")
    desk.window.showMinimized()
    assert await knock(door, encode(Start(LINK))) == b"taken\n"
    await until(lambda: fields(desk) == (ID, "+79990001122", "stage"))
    assert not desk.window.isMinimized()
    assert desk.label("pasteSummary").startswith("Taken: request ID, recipient, environment Stage.")
    assert desk.methods == []


async def test_a_start_without_a_link_only_shows_the_window(desk: Desk, door: Seat) -> None:
    desk.window.form.fill("before", "+79990009999")
    desk.window.showMinimized()
    assert await knock(door, encode(Start())) == b"taken\n"
    await until(lambda: not desk.window.isMinimized())
    assert fields(desk) == ("before", "+79990009999", "sandbox")


async def test_a_link_without_recipient_and_environment_leaves_nobody_elses(
    desk: Desk, reception: Reception
) -> None:
    desk.window.form.fill("before", "+79990009999")
    reception.take_link(f"otp-gui://inspect?requestId={ID}")
    assert fields(desk) == (ID, "", "sandbox")
    assert "The link names no environment: Sandbox stays chosen." in desk.label("pasteSummary")


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("https://example.com/", "Only links that begin with otp-gui://inspect? are opened."),
        (f"otp-gui://inspect?requestId={ID}&complete=1", "something unknown: complete"),
        (f"otp-gui://inspect?requestId={ID}&env=nowhere", "not in your list: nowhere."),
        ("otp-gui://inspect?recipient=1", "The link holds no request ID."),
        ("", "Only links that begin with"),
    ],
)
async def test_a_bad_link_is_told_every_time_and_fills_nothing(
    desk: Desk, reception: Reception, link: str, reason: str
) -> None:
    desk.window.form.fill("before", "+79990009999")
    for _ in range(2):
        reception.take_link(link)
        (told,) = desk.notices()
        assert told.startswith("The link was not followed, nothing was filled in. ")
        assert reason in told
        dismiss = desk.widget("dismissNoticeButton")
        dismiss.click()  # type: ignore[attr-defined]
        assert desk.notices() == []
    assert fields(desk) == ("before", "+79990009999", "sandbox")


async def test_a_refused_link_leaves_no_line_about_what_was_taken_before(
    desk: Desk, reception: Reception
) -> None:
    reception.take_link(LINK)
    assert desk.widget("pasteSummary").isVisible()
    reception.take_link("otp-gui://inspect?recipient=1")
    assert not desk.widget("pasteSummary").isVisible()
    (told,) = desk.notices()
    assert told.endswith("no request ID. The form still holds the login from before.")
    desk.window.form.fill("", "")
    reception.take_link("otp-gui://inspect?recipient=1")
    assert "still holds" not in desk.notices()[0]


async def test_the_fate_of_the_next_link_replaces_the_notice_about_the_last(
    desk: Desk, reception: Reception
) -> None:
    for env in ("nowhere", "elsewhere"):
        reception.take_link(f"otp-gui://inspect?requestId={ID}&env={env}")
        (told,) = desk.notices()
        assert f"not in your list: {env}." in told
    reception.take_link(LINK)
    assert desk.notices() == []


async def test_a_link_does_not_overwrite_the_form_while_a_call_runs(
    desk: Desk, reception: Reception
) -> None:
    await desk.begin_silent()
    before = fields(desk)
    reception.take_link(LINK)
    assert fields(desk) == before
    assert desk.notices() == [f"The link for session …{ID[-4:]} was not followed. {BUSY}"]


async def test_the_seat_is_free_once_the_window_is_closed(desk: Desk, door: Seat) -> None:
    desk.window.close()
    assert not door.is_ours
    assert not socket_file(door)


ASK_TO_QUIT: Final = """
import sys
from pathlib import Path
from otp_gui.paths import under
from otp_gui.ui.second_start import ask_to_quit
from otp_gui.ui.single_instance import seat_for
seat = seat_for(under(Path(sys.argv[1])), demo=False)
seat.take()
sys.exit(0 if seat.is_ours or ask_to_quit(seat, float(sys.argv[2])) else 1)
"""


async def asked_to_quit(runtime: Path, patience_seconds: float) -> bool:
    """Ask as another process does, and return whether no window is left."""
    arguments = [sys.executable, "-c", ASK_TO_QUIT, str(runtime / "home"), str(patience_seconds)]
    return await on_thread(lambda: subprocess.run(arguments, check=False).returncode == 0)


async def test_a_window_that_is_asked_to_quit_closes(desk: Desk, door: Seat, runtime: Path) -> None:
    assert await asked_to_quit(runtime, 10)
    assert desk.closed == [True]
    assert not door.is_ours


async def test_while_a_call_runs_its_user_is_asked_first(
    desk: Desk, door: Seat, runtime: Path
) -> None:
    await desk.begin_silent()
    assert not await asked_to_quit(runtime, 0.1)
    question = await opened(Question)
    assert not desk.closed
    # Asked again, it does not ask twice.
    assert not await asked_to_quit(runtime, 0.1)
    question.reject_button.click()
    assert not desk.closed
    assert door.is_ours


@pytest.mark.usefixtures("runtime")
def test_where_no_window_is_open_none_has_to_be_asked(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "Application", lambda _arguments: qapp)
    monkeypatch.setattr(application, "Collector", lambda _app: None)
    assert application.run(application.Wishes(quits=True)) == 0


def obstruct(seat: Seat) -> None:
    """Put a directory where nobody can listen then."""
    Path(seat.address).mkdir()
    Path(seat.address, "full").touch()


def clear(seat: Seat) -> None:
    """Take the directory away again."""
    Path(seat.address, "full").unlink()
    Path(seat.address).rmdir()


async def test_who_cannot_listen_notes_it_and_tries_again(
    desk: Desk, seat: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    obstruct(seat)
    reception = Reception(desk.window, desk.workplace.filler, seat)
    reception._again.timeout.emit()
    assert "Other starts cannot be heard" in caplog.text
    clear(seat)
    reception._again.timeout.emit()
    assert not reception._again.isActive()
    assert await knock(seat, encode(Start())) == b"taken\n"


@pytest.mark.usefixtures("seat")
async def test_a_second_window_says_that_it_is_one(desk: Desk, runtime: Path) -> None:
    other = seat_for(under(runtime / "home"), demo=False)
    assert other is not None
    other.take()
    Reception(desk.window, desk.workplace.filler, other)
    (told,) = desk.notices()
    assert told.startswith("Another window of this tool is open but does not answer.")


# Its clock goes on by a second whenever it waits, for as long as the test wants.
_SECOND_PROCESS: Final = """
import sys
from pathlib import Path
from types import SimpleNamespace
from otp_gui.paths import under
from otp_gui.ui import second_start
from otp_gui.ui.single_instance import seat_for

passed = [0.0]

def sleep(seconds):
    print("waits", flush=True)
    sys.stdin.readline()
    passed[0] += 1

second_start.time = SimpleNamespace(sleep=sleep, monotonic=lambda: passed[0])
seat = seat_for(under(Path(sys.argv[1])), demo=False)
print(second_start.deliver(seat, second_start.Start(sys.argv[2])), flush=True)
"""


def second_process(runtime: Path) -> Popen[str]:
    """Start a process that hands over :data:`LINK`."""
    command = [sys.executable, "-c", _SECOND_PROCESS, str(runtime / "home"), LINK]
    return Popen(command, stdin=PIPE, stdout=PIPE, text=True)


async def test_a_start_waits_for_a_window_that_does_not_listen_yet(
    desk: Desk, runtime: Path, seat: Seat
) -> None:
    with second_process(runtime) as second:
        assert second.stdin is not None
        assert second.stdout is not None
        for passed in range(4):
            assert await on_thread(second.stdout.readline) == "waits\n"
            if passed == 3:
                Reception(desk.window, desk.workplace.filler, seat)
            second.stdin.write("\n")
            second.stdin.flush()
        assert await on_thread(second.stdout.readline) == "True\n"
    await until(lambda: fields(desk)[0] == ID)


def test_a_start_does_not_wait_for_ever(runtime: Path, seat: Seat) -> None:
    other = seat_for(under(runtime / "home"), demo=False)
    assert other is not None
    assert not deliver(other, Start(), patience_seconds=0.2)
    assert not other.is_ours
    assert seat.is_ours


def test_a_start_takes_the_seat_that_becomes_free(runtime: Path, seat: Seat) -> None:
    other = seat_for(under(runtime / "home"), demo=False)
    assert other is not None
    seat.leave()
    assert not deliver(other, Start())
    assert other.is_ours
    other.leave()


async def test_what_a_crash_left_is_no_hindrance(desk: Desk, seat: Seat) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(seat.address)
    assert socket_file(seat)
    Reception(desk.window, desk.workplace.filler, seat)
    assert await knock(seat, encode(Start())) == b"taken\n"


# Whoever else knocks


@pytest.mark.parametrize(
    "line",
    [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 100 + b"\n", b"x" * 5000, b"[" * 4000 + b"\n", b"{}\n"],
    ids=["http", "zeros", "endless", "nested", "empty"],
)
async def test_garbage_is_not_answered_and_changes_nothing(
    desk: Desk, door: Seat, line: bytes
) -> None:
    assert await knock(door, line) == b""
    assert await knock(door, encode(Start(LINK))) == b"taken\n"
    await until(lambda: fields(desk)[0] == ID)
    assert desk.notices() == []


async def test_who_says_nothing_is_hung_up_on(door: Seat) -> None:
    assert await knock(door, b"") == b""


async def test_many_who_say_nothing_do_not_keep_others_out(desk: Desk, door: Seat) -> None:
    silent = [socket.socket(socket.AF_UNIX) for _ in range(40)]
    try:
        for caller in silent:
            caller.settimeout(0)
            caller.connect_ex(door.address)
        # They are hung up on within a second, and the next is heard.
        answers: list[bytes] = []
        while b"taken\n" not in answers:
            answers.append(await knock(door, encode(Start(LINK))))
        await until(lambda: fields(desk)[0] == ID)
    finally:
        for caller in silent:
            caller.close()


async def test_a_start_that_comes_in_pieces_is_put_together(desk: Desk, door: Seat) -> None:
    line = encode(Start(LINK))

    def talk() -> bytes:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(5)
            caller.connect(door.address)
            for place in range(0, len(line), 7):
                caller.sendall(line[place : place + 7])
            return caller.recv(100)

    assert await on_thread(talk) == b"taken\n"
    await until(lambda: fields(desk)[0] == ID)
