"""What a second start asks of the window that is open: to show itself, and to take a link along.

One start is one line of JSON, at most 4 KB, answered by one line. Who sends anything else, or
nothing, is not answered, and is not waited for.
"""

import json
import os
import sys
import time
from contextlib import suppress
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from otp_gui.domain.link import MAX_LINK
from otp_gui.ui.single_instance import Seat

_LIMIT: Final = 4096
"""Of a start, in bytes."""
_TAKEN: Final = b"taken\n"
_PATIENCE_MS: Final = 1000
"""How long either side waits for the other to speak."""
PATIENCE_SECONDS: Final = 5.0
"""How long a window may take, from its seat on, until it listens: a slow computer's cold start."""
_AGAIN_SECONDS: Final = 0.05
_MOST_AT_ONCE: Final = 8
_LONGEST_ACTIVATION: Final = 256
_QUITS: Final = "quits"
QUIT_SECONDS: Final = 30.0
"""How long a window may take to close: its user may have to say what becomes of a call."""
ACTIVATION: Final = "XDG_ACTIVATION_TOKEN"
"""The variable by which a Wayland desktop grants a program to come to the front."""


class Start(NamedTuple):
    """``link`` as it was given, None where the window is only to show itself.

    ``activation`` is the desktop's leave to come to the front, where it gives one (Wayland).
    ``quits`` asks the window to close instead.
    """

    link: str | None = None
    activation: str = ""
    quits: bool = False


def this_start(link: str | None) -> Start:
    """Return the start of this process."""
    return Start(link, os.environ.get(ACTIVATION, "")[:_LONGEST_ACTIVATION])


def encode(start: Start) -> bytes:
    """Return the line that stands for ``start``.

    A link that has no room there is replaced by one that is refused for its length, too.
    """
    line = _line(start)
    return line if len(line) <= _LIMIT else _line(Start("x" * (MAX_LINK + 1)))


def decode(line: bytes) -> Start | None:
    """Return what ``line`` asks for, None where it is no start; never raises."""
    try:
        values = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or values.keys() - {_QUITS} != set(Start._fields) - {_QUITS}:
        return None
    link, activation, quits = values["link"], values["activation"], values.get(_QUITS, False)
    if not isinstance(link, str | None) or not isinstance(activation, str):
        return None
    return Start(link, activation, quits) if isinstance(quits, bool) else None


def deliver(seat: Seat, start: Start, patience_seconds: float = PATIENCE_SECONDS) -> bool:
    """Hand ``start`` to the window that has ``seat``; tell whether it was taken.

    A window that is about to start does not listen yet, and one that is about to end does not any
    more: it is asked for ``patience_seconds`` at most, until the seat may be free and then is ours.
    Once it listens, it has a second to answer. Blocks meanwhile.
    """
    _let_others_come_to_the_front()
    deadline = time.monotonic() + patience_seconds
    socket = QLocalSocket()
    while not _connected(socket, seat.address):
        if time.monotonic() + _AGAIN_SECONDS > deadline:
            return False
        time.sleep(_AGAIN_SECONDS)
        if _is_free_now(seat):
            return False
    return _told(socket, encode(start))


def ask_to_quit(seat: Seat, patience_seconds: float = QUIT_SECONDS) -> bool:
    """Ask the window that has ``seat`` to close, and tell whether there is none any more.

    It closes as by its user's hand: while a call is in flight it asks, and may stay. Blocks.
    """
    deadline = time.monotonic() + patience_seconds
    if not deliver(seat, Start(quits=True)):
        return seat.is_ours or _is_free_now(seat)
    while not _is_free_now(seat):
        if time.monotonic() > deadline:
            return False
        time.sleep(_AGAIN_SECONDS)
    return True


def _told(socket: QLocalSocket, line: bytes) -> bool:
    deadline = time.monotonic() + _PATIENCE_MS / 1000
    socket.write(line)
    answer = b""
    while not answer.endswith(b"\n") and len(answer) <= len(_TAKEN):
        if not socket.bytesAvailable() and not socket.waitForReadyRead(_left_ms(deadline)):
            break
        answer += bytes(socket.read(len(_TAKEN)).data())
    socket.abort()
    return answer == _TAKEN


def _is_free_now(seat: Seat) -> bool:
    with suppress(OSError):
        seat.take()
    return seat.is_ours


class StartServer(QObject):
    """Takes starts for the window; ``start_taken`` carries an :class:`Start`."""

    start_taken = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)

    def listen(self, address: str) -> bool:
        """Listen at ``address``, and tell whether that can be.

        Only for who holds the seat: whatever lies there was left by a process that died.
        """
        QLocalServer.removeServer(address)
        return self._server.listen(address)

    @property
    def problem(self) -> str:
        """The system's words for why it could not listen."""
        return self._server.errorString()

    def close(self) -> None:
        """Listen no more, and take the socket away."""
        self._server.close()

    @Slot()
    def _on_new_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            visitor = _Visitor(socket, self)
            visitor.start_taken.connect(self.start_taken)
            if len(self.findChildren(_Visitor)) > _MOST_AT_ONCE:
                socket.abort()
            else:
                # What came with the connection has made its signal already.
                visitor.read()


class _Visitor(QObject):
    """One connection: gone when its start was taken, after a second, or when it says too much."""

    start_taken = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._line = b""
        socket.setParent(self)
        socket.disconnected.connect(self.deleteLater)
        socket.readyRead.connect(self.read)
        limit = QTimer(self)
        limit.setSingleShot(True)
        limit.timeout.connect(self._on_late)
        limit.start(_PATIENCE_MS)

    @Slot()
    def read(self) -> None:
        """Read what has come; take the start once its line is whole."""
        self._line += bytes(self._socket.read(_LIMIT + 1 - len(self._line)).data())
        whole = self._line.endswith(b"\n")
        if not whole and len(self._line) <= _LIMIT:
            return
        start = decode(self._line) if whole and len(self._line) <= _LIMIT else None
        if start is None:
            self._socket.abort()
            return
        self._socket.readyRead.disconnect(self.read)
        self._socket.write(_TAKEN)
        # At once: the start may be the window's last.
        self._socket.flush()
        self._socket.disconnectFromServer()
        self.start_taken.emit(start)

    @Slot()
    def _on_late(self) -> None:
        self._socket.abort()


def _line(start: Start) -> bytes:
    values = start._asdict()
    if not start.quits:
        # A window of an older version, still open after an upgrade, does not know the word.
        del values[_QUITS]
    return json.dumps(values).encode("ascii") + b"\n"


def _connected(socket: QLocalSocket, address: str) -> bool:
    socket.connectToServer(address)
    return socket.waitForConnected(_PATIENCE_MS)


def _left_ms(deadline: float) -> int:
    return max(0, round((deadline - time.monotonic()) * 1000))


def _let_others_come_to_the_front() -> None:
    """Pass on what Windows grants to the program that the user has just started."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - there only

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
