"""Says why there is no window, where Qt itself is what is missing.

A windowed program has no console on Windows, and whoever double-clicks an icon sees none anywhere:
so the system's own means are asked to show a box. The same goes to stderr and into the log.
"""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from otp_gui import logs, paths
from otp_gui.build import this_build

TITLE: Final = "OTP GUI"
_PATIENCE_SECONDS: Final = 600
_ERROR_BOX: Final = 0x10
"""MB_ICONERROR of Windows' winuser.h."""
# The text is an argument, never part of the script.
_APPLE: Final = (
    "on run argv",
    "display alert (item 1 of argv) message (item 2 of argv) as critical",
    "end run",
)

_log = logging.getLogger(__name__)


def say(text: str, *, reason: str, shows: bool = True) -> None:
    """Show ``text`` and wait until it is read, or do without; note ``reason`` in the log.

    ``shows`` is False where somebody else has shown a box already.
    """
    _note(reason)
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n{reason}\n")
    if not shows:
        return
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - there only

        ctypes.windll.user32.MessageBoxW(None, text, TITLE, _ERROR_BOX)
        return
    for command in _boxes(text):
        if shutil.which(command[0]) is None:
            continue
        with suppress(OSError, subprocess.SubprocessError):
            # An argument list, and the first word is found by the user's own PATH, as in a shell.
            subprocess.run(command, env=_theirs(), timeout=_PATIENCE_SECONDS, check=True)  # noqa: S603
            return


def _boxes(text: str) -> Sequence[Sequence[str]]:
    """Return the commands that show a box, the best first."""
    if sys.platform == "darwin":
        lines = [word for line in _APPLE for word in ("-e", line)]
        return [["osascript", *lines, TITLE, text]]
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        return []
    return [
        ["zenity", "--error", "--no-markup", f"--title={TITLE}", f"--text={text}"],
        ["kdialog", "--title", TITLE, "--error", text],
        ["xmessage", "-center", text],
        ["notify-send", TITLE, text],
    ]


def _theirs() -> dict[str, str]:
    """Return the variables for a program of the system: a frozen build's libraries are not its."""
    variables = dict(os.environ)
    before = variables.pop("LD_LIBRARY_PATH_ORIG", None)
    if this_build().is_frozen:
        variables.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        variables["LD_LIBRARY_PATH"] = before
    return variables


def _note(reason: str) -> None:
    with suppress(OSError, paths.NoHomeError):
        here = paths.default()
        with suppress(OSError):
            here.create()
        logs.configure(here.log)
        _log.critical("No window: %s; %s", reason, this_build())
        logs.close()
