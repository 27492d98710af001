"""Links that come as events, as on macOS: before the window, and while it is open."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent

from otp_gui.domain.link import read_link
from tests.ui.process import run

LINK = "otp-gui://inspect?requestId={}&recipient=%2B79990001122&env=stage"
# The real program, and what the system sends it; a second application cannot be in this process.
START = """
import sys
from PySide6.QtCore import QEvent, QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from otp_gui.__main__ import main
from otp_gui.ui import session
from otp_gui.ui.link_events import Application

def send(what):
    QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(what))

early, late = sys.argv[1:]
del sys.argv[1:]
made = Application.__init__
def init(self, arguments):
    made(self, arguments)
    send(QUrl(early))
Application.__init__ = init

class Reception(session.Reception):
    def take_link(self, url):
        super().take_link(url)
        form = self._window.form
        print(form.request_id_edit.text(), form.recipient_edit.text(), flush=True)
        if url == early:
            send(QUrl("otp-other://inspect?requestId=nobodys"))
            send(QUrl.fromLocalFile("ticket.txt"))
            QTimer.singleShot(0, lambda: send(QUrl(late)))
        else:
            QTimer.singleShot(0, self._window.close)

session.Reception = Reception
main()
"""


def test_links_that_come_as_events_fill_the_form(home: Path) -> None:
    done = run(home, "-c", START, LINK.format("early"), LINK.format("late"))
    assert done.returncode == 0, done.stderr
    early, late = done.stdout.splitlines()
    assert early.split()[0] == "early"
    assert late.split()[0] == "late"
    assert "79990001122" in late.replace(" ", "").replace("-", "")


@given(st.from_regex(r"[A-Za-z0-9/#?%+&=]{1,30}", fullmatch=True))
def test_an_event_carries_the_link_as_it_was_made(request_id: str) -> None:
    link = LINK.format(bytes(QUrl.toPercentEncoding(request_id).data()).decode())
    event = QFileOpenEvent(QUrl(link))
    carried = event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
    assert read_link(carried) == read_link(link)
