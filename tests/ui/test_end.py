"""The end of the process of a window: threads that are still at work have no part in it."""

from pathlib import Path

from tests.ui.process import run

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
    done = run(home, "-c", CLOSE_AT_ONCE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "the desktop has the clipboard\n", "")
