"""Has Qt's last message shown where Qt ends the process because it cannot draw a window."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from otp_gui.i18n import tr


@contextmanager
def told_if_fatal() -> Iterator[None]:
    """Tell why, should Qt give up in here: a plugin is missing, or what it needs of the system.

    Qt then ends the process itself, right after its message.
    """
    before = qInstallMessageHandler(_on_message)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _on_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if kind is not QtMsgType.QtFatalMsg:
        if sys.stderr is not None:
            sys.stderr.write(f"{message}\n")
        return
    # It costs the first frame nothing.
    from otp_gui import last_words  # noqa: PLC0415

    last_words.say(
        tr(
            "OTP GUI cannot open a window: what it draws with cannot be loaded. Install it again;"
            " on Linux, see that a desktop session is running. The log says more."
        ),
        reason=message,
        # There Qt shows its own message in a box first.
        shows=sys.platform != "win32",
    )
