"""Receives what comes from outside the window: links, and starts of the tool while it is open."""

import logging
import os
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from otp_gui.domain.display import visible
from otp_gui.domain.link import Link, LinkError, read_link
from otp_gui.domain.pasted import Pasted
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.ui.form_filler import FormFiller
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.second_start import ACTIVATION, Start, StartServer
from otp_gui.ui.single_instance import Seat

_log = logging.getLogger(__name__)
_AGAIN_MS: Final = 10_000
_SECOND: Final = phrase(
    "Another window of this tool is open but does not answer. This is a second one: links may open"
    " in either."
)
_SHORT: Final = 4


class Reception(QObject):
    """Fills the form and comes to the front; sends nothing.

    Listens for other starts while ``seat`` is this process's, until the window is closed; where
    that cannot be, tries again, and where another window has the seat, says so.
    """

    def __init__(self, window: MainWindow, filler: FormFiller, seat: Seat | None) -> None:
        super().__init__(window)
        self._window = window
        self._filler = filler
        self._seat = seat
        self._server = StartServer(self)
        self._server.start_taken.connect(self._on_start_taken)
        window.closed.connect(self._on_closed)
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._on_again)
        if seat is not None and seat.is_ours:
            if not self._server.listen(seat.address):
                self._again.start()
        elif seat is not None:
            window.tell(_SECOND)

    def take_link(self, url: str) -> None:
        """Fill the form from ``url``; where that cannot be, tell why and fill nothing."""
        if self._filler.refuses(_not_followed(url)):
            return
        try:
            link = read_link(url)
            self._fill(link)
        except LinkError as error:
            self._filler.refuse(
                phrase(
                    "The link was not followed, nothing was filled in. {problem}",
                    problem=error.explanation,
                )
            )

    def _fill(self, link: Link) -> None:
        """Fill the form, wholly: who asks about another login does not mean this recipient.

        :raises LinkError: where the link names an environment that is not there. Another one could
            be the wrong one.
        """
        environment = next((e for e in self._filler.environments if e.id == link.environment), None)
        if link.environment is not None and environment is None:
            raise LinkError(
                phrase("Its environment is not in your list: {name}.", name=link.environment)
            )
        taken = Pasted(
            (link.request_id,),
            (link.recipient,) if link.recipient else (),
            (environment.id,) if environment is not None else (),
        )
        self._filler.fill(
            taken,
            wholly=True,
            remarks=self._about_no_environment() if environment is None else (),
        )

    def _about_no_environment(self) -> tuple[Phrase, ...]:
        present = self._filler.environment
        if present is None:
            return ()
        return (phrase("The link names no environment: {name} stays chosen.", name=present.name),)

    @Slot(object)
    def _on_start_taken(self, start: Start) -> None:
        self._come_to_the_front(start.activation)
        if start.quits:
            # After the answer is out. A dialog is closed by its user first, as the window's own
            # button would have it.
            if QApplication.activeModalWidget() is None:
                QTimer.singleShot(0, self._window.close)
            return
        if start.link is not None:
            self.take_link(start.link)

    def _come_to_the_front(self, activation: str) -> None:
        if activation:
            # Where Qt looks for it, and takes it away.
            os.environ[ACTIVATION] = activation
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        # Over the window there may be a dialog, which is to stay there.
        for shown in (window, QApplication.activeModalWidget()):
            if shown is not None:
                shown.raise_()
                shown.activateWindow()

    @Slot()
    def _on_again(self) -> None:
        # Noted now: at the start of the window there is no log yet.
        _log.warning("Other starts cannot be heard (%s); trying again.", self._server.problem)
        if self._seat is not None and self._server.listen(self._seat.address):
            self._again.stop()

    @Slot()
    def _on_closed(self) -> None:
        """Leave the seat at once: who starts the tool now is not to be led to what is ending."""
        self._again.stop()
        self._server.close()
        if self._seat is not None:
            self._seat.leave()


def _not_followed(url: str) -> Phrase:
    """Name a link by the end of its request ID: all that one needs to know which it was."""
    try:
        request_id = read_link(url).request_id
    except LinkError:
        return phrase("The link was not followed")
    return phrase(
        "The link for session …{end} was not followed", end=visible(request_id[-_SHORT:])[0]
    )
