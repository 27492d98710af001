"""Asks for the number that is to be forgotten, and shows what there is of it before it goes."""

from collections.abc import Awaitable, Callable
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.errors import StoreError
from otp_gui.domain.labels import hint_phrase
from otp_gui.domain.request import MAX_RECIPIENT, Hint, RecipientReading, read_recipient
from otp_gui.domain.upkeep import Purge
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.dialogs.choice import ChoiceDialog
from otp_gui.ui.figures import figure, found, found_in_short
from otp_gui.ui.form_fields import DeliberateButton
from otp_gui.ui.long_work import Told
from otp_gui.ui.masked_edit import MaskedEdit
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Size, Theme

Preview = Callable[[str, Told], Awaitable[Purge]]
_STEPS: Final = 1000


class ForgetDialog(ChoiceDialog):
    """Accepted with :attr:`chosen` by a button that Enter does not press, once it was looked for.

    Enter, and the default button, only look. Closing gives a look that is under way up.
    """

    def __init__(self, theme: Theme, parent: QWidget, preview: Preview, tasks: Tasks) -> None:
        super().__init__(theme, parent)
        named(self, "forgetDialog")
        self.chosen = ""
        self._preview = preview
        self._look_slot = tasks.slot()
        self._is_looking = False
        self._found: Purge | None = None
        self._problem: StoreError | None = None
        self._caption = QLabel()
        self.edit = named(MaskedEdit(), "forgetEdit")
        # One more than is taken, so that too long a paste is refused, not cut.
        self.edit.setMaxLength(MAX_RECIPIENT + 1)
        self._caption.setBuddy(self.edit)
        self._understood = named(PlainLabel(theme.font(Size.SMALL), muted=True), "forgetUnderstood")
        self.bar = named(QProgressBar(), "forgetBar")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self._result = named(PlainLabel(theme.font(Size.BODY, bold=True)), "forgetFound")
        self._about = PlainLabel(theme.font(Size.BODY))
        self.forget_button = named(DeliberateButton(), "forgetButton")
        self.forget_button.setProperty("variant", "danger")
        self.forget_button.setAutoDefault(False)
        self.forget_button.clicked.connect(self._on_forget)
        self._arrange()
        self.edit.textChanged.connect(self._on_edited)
        self.retranslate()
        self.edit.setFocus()

    @property
    def number(self) -> str:
        """The number as it is understood, empty where there is none."""
        value = self._reading.value
        return value.value if value is not None else ""

    @property
    def look_button(self) -> QPushButton:
        """The button that looks for the number."""
        return self.accept_button

    def accept(self) -> None:
        """Look for the number; it is :attr:`forget_button` that ends the dialog."""
        if self.number and self._look_slot.take(self._look):
            self._is_looking = True
            self._refresh()

    def reject(self) -> None:
        """Close, and give up a look that is under way."""
        self._look_slot.cancel()
        super().reject()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Forget a phone number"))
        self.heading.setText(tr("Forget a phone number"))
        self._caption.setText(tr("Phone &number, in any spelling"))
        self.edit.setAccessibleName(tr("Phone number to forget"))
        self.bar.setAccessibleName(tr("Progress"))
        self._about.setText(
            tr(
                "Every call for this number is deleted. Where another call names it in a text or a"
                " note, *** takes its place. Copies of the history beside it that hold the number"
                " are deleted as a whole. It cannot be undone."
            )
        )
        say(self.reject_button, tr("Cancel"))
        say(self.look_button, tr("Look for it"))
        self._refresh()

    @property
    def _reading(self) -> RecipientReading:
        return read_recipient(self.edit.text())

    def _arrange(self) -> None:
        parts = (self._caption, self.edit, self._understood, self.bar, self._result, self._about)
        for part in parts:
            self.body.addWidget(part)
        self.buttons.addWidget(self.forget_button)

    async def _look(self) -> None:
        number = self.number
        self._problem = None
        try:
            purge = await self._preview(number, self._on_progress)
        except StoreError as error:
            purge, self._problem = None, error
        if self.is_over:
            return
        self._found = purge
        self._is_looking = False
        self._refresh()
        if self.forget_button.isEnabled():
            self.forget_button.setFocus()

    def _on_progress(self, done: int, total: int | None) -> None:
        if not self.is_over:
            self.bar.setRange(0, _STEPS if total else 0)
            self.bar.setValue(_STEPS * done // total if total else 0)

    @Slot()
    def _on_edited(self) -> None:
        """Forget what was found: it was about another number."""
        self._found = self._problem = None
        self._refresh()

    @Slot()
    def _on_forget(self) -> None:
        if self._found is not None:
            self.chosen = self.number
            super().accept()

    def _refresh(self) -> None:
        looking = self._is_looking
        self.edit.setEnabled(not looking)
        self.bar.setVisible(looking)
        self.look_button.setEnabled(bool(self.number) and not looking)
        self._understood.setText(self._understanding())
        verdict = self._verdict()
        self._result.setText(verdict)
        self._result.setVisible(bool(verdict))
        purge = self._found
        self.forget_button.setEnabled(purge is not None and not purge.finds_nothing)
        what = tr("Forget")
        if purge is not None:
            what = tr("Forget: {what}", what=render(found_in_short(purge)))
        say(self.forget_button, what)

    def _understanding(self) -> str:
        reading = self._reading
        if not self.edit.text():
            return ""
        if reading.value is None:
            return render(reading.problem) if reading.problem is not None else ""
        value = privacy.number(visible(reading.value.value)[0])
        doubts = [
            render(hint_phrase(hint, value))
            for hint in reading.hints
            if hint not in (Hint.SENT_AS, Hint.CLEANED)
        ]
        return "\n".join([tr("Understood as {value}", value=value), *doubts])

    def _verdict(self) -> str:
        if self._is_looking:
            return tr("Looking through the history and the copies beside it…")
        if self._problem is not None:
            return render(self._problem.explanation)
        purge = self._found
        if purge is None:
            return ""
        running = (
            tr("Calls in flight, left alone: {count}.", count=figure(purge.running))
            if purge.running
            else ""
        )
        if purge.finds_nothing:
            return " ".join(filter(None, [tr("There is nothing of this number."), running]))
        what = tr("Found: {what}.", what=render(found(purge)))
        return " ".join(filter(None, [what, running]))
