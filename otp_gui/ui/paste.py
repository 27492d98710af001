"""Takes what the user pastes or drops: finds, asks where there are several, fills; sends nothing.

The text itself is kept nowhere, and what follows from it is never more than a proposal.
"""

import asyncio

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from otp_gui.domain.pasted import Pasted, find
from otp_gui.domain.phrase import phrase
from otp_gui.services.tokens import TokenService
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.form_filler import FormFiller
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.tasks import Tasks, on_thread
from otp_gui.ui.theme import Theme
from otp_gui.ui.token_offer import TokenOffer

_NOT_TAKEN = phrase("Nothing was taken from the pasted text")


class Paste(QObject):
    """Reached by its button, by Ctrl+V outside of a field, and by a drop onto the window."""

    token_stored = Signal()

    def __init__(self, window: MainWindow, theme: Theme, filler: FormFiller, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._filler = filler
        self._tasks = tasks
        self._offer: asyncio.Future[TokenOffer] = asyncio.get_running_loop().create_future()
        """Of a token that is found; there once the services are."""
        self._texts = 0
        """How many were taken: only the last one is of interest."""
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), window)
        keys.setAutoRepeat(False)
        keys.activated.connect(self.paste)
        window.form.paste_button.clicked.connect(self.paste)
        window.text_dropped.connect(self.take)

    def attach(self, tokens: TokenService) -> None:
        """Offer the tokens that are found to ``tokens``."""
        offer = TokenOffer(self._window, self._theme, tokens)
        offer.stored.connect(self.token_stored)
        self._offer.set_result(offer)

    @Slot()
    def paste(self) -> None:
        """Take the text of the clipboard."""
        self.take(QGuiApplication.clipboard().text())

    @Slot(str)
    def take(self, text: str) -> None:
        """Find what there is in ``text``, off the UI thread."""
        if not text.strip():
            self._filler.say_nothing_taken(phrase("There is no text to take anything from."))
        elif not self._filler.refuses(_NOT_TAKEN):
            self._texts += 1
            self._tasks.spawn(self._take(text, self._texts))

    async def _take(self, text: str, number: int) -> None:
        environments = self._filler.environments
        found = await on_thread(lambda: find(text, environments))
        if number != self._texts or self._filler.refuses(_NOT_TAKEN):
            return
        if found.asks:
            chosen = await self._choose(found)
            if chosen is None:
                self._filler.say_nothing_taken(phrase("Nothing was filled in."))
                return
            if self._filler.refuses(_NOT_TAKEN):
                return
            found = chosen
        self._filler.fill(found)
        environment = self._filler.environment
        # A token that came with the address of a stranger may be the stranger's.
        if found.token is not None and not found.strangers and environment is not None:
            offer = await asyncio.shield(self._offer)
            await offer.make(found.token, environment)

    async def _choose(self, found: Pasted) -> Pasted | None:
        from otp_gui.ui.dialogs.candidates import CandidatesDialog  # noqa: PLC0415 - when wanted

        dialog = CandidatesDialog(self._theme, self._window, found, self._filler.environments)
        chosen: list[Pasted] = []
        # It is gone with its closing.
        dialog.accepted.connect(lambda: chosen.append(dialog.chosen))
        return chosen[0] if await answer(dialog) and chosen else None
