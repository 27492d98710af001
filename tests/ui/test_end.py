"""The end of the process of a window: threads that are still at work have no part in it."""

import os
import subprocess
import sys
from pathlib import Path

import otp_gui

ROOT = Path(otp_gui.__file__).parents[1]
# What an interpreter does that is taken down aborts the process where a thread is in Qt meanwhile.
CLOSE_AT_ONCE = """
import atexit, threading
from PySide6.QtCore import QTimer
from otp_gui.__main__ import main
from otp_gui.ui import app

atexit.register(print, "taken down")

class Application(app.Application):
    def __init__(self, arguments):
        super().__init__(arguments)
        self.destroyed.connect(lambda: print("the desktop has the clipboard"))

class Window(app.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        threading.Thread(target=threading.Event().wait).start()
        QTimer.singleShot(0, self.close)

app.Application, app.MainWindow = Application, Window
main()
"""


def test_the_process_ends_with_the_window_whatever_its_threads_do(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CLOSE_AT_ONCE],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "OTP_GUI_HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "the desktop has the clipboard\n", "")
