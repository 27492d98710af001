"""A virtual screen of one's own, with a keyboard, a mouse and the close button of its windows."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tests.e2e.program import PATIENCE_SECONDS, NotThereError

_CLIENT_MESSAGE: Final = 33
_LONGS_OF_AN_EVENT: Final = 24
_IGNORE: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)


@contextmanager
def virtual_screen(size: str = "1280x900x24") -> Iterator[str]:
    """Run Xvfb and yield its display, such as ``:99``; end it afterwards.

    :raises RuntimeError: where Xvfb ends before it listens.
    """
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-noreset", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise RuntimeError(f"Xvfb ended with {server.wait()}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@dataclass(frozen=True, slots=True)
class Hands:
    """What a person has: a keyboard, a mouse, and a window manager that does as told."""

    display: str

    def window(self, process: int, title: str) -> int:
        """Return the X window that a process shows under a title that begins with ``title``.

        :raises NotThereError: where there is none.
        """
        found = self._xdotool(
            "search", "--all", "--onlyvisible", "--pid", str(process), "--name", f"^{title}"
        )
        numbers = found.stdout.split()
        if not numbers:
            raise NotThereError(f"there is no window {title}")
        return int(numbers[-1])

    def focus(self, window: int) -> None:
        """Give a window the keyboard."""
        self._do("windowfocus", "--sync", str(window))

    def press(self, *keys: str) -> None:
        """Press keys one right after the other, such as ``ctrl+Return``."""
        self._do("key", "--clearmodifiers", "--delay", "0", *keys)

    def type(self, text: str) -> None:
        """Type a text into what has the keyboard."""
        self._do("type", "--delay", "1", text)

    def click(self, place: tuple[int, int]) -> None:
        """Click with the left button."""
        x, y = place
        self._do("mousemove", "--sync", str(x), str(y), "click", "1")

    def close(self, window: int) -> None:
        """Ask a window to close, as window managers do on Alt+F4 (ICCCM 4.2.8, WM_DELETE_WINDOW).

        xdotool's own ``windowclose`` destroys the window, which no window manager does.
        """
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        # Xlib's own handler ends the process: this one, if the window has just gone.
        x11.XSetErrorHandler(_IGNORE)
        connection = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        protocols, delete = (
            x11.XInternAtom(connection, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
        )
        event = _ClientMessage(_CLIENT_MESSAGE, 0, 1, None, window, protocols, 32)
        event.data[0] = delete
        x11.XSendEvent(connection, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))
        x11.XCloseDisplay(connection)

    def _do(self, *arguments: str) -> None:
        done = self._xdotool(*arguments)
        assert done.returncode == 0, f"xdotool {' '.join(arguments)}: {done.stderr}"

    def _xdotool(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )


class _ClientMessage(ctypes.Structure):
    """``XClientMessageEvent`` of Xlib.h; an event is as long as the longest of them."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * (_LONGS_OF_AN_EVENT - 7)),
    ]
