"""Writes the note of a call: what colleagues should know, or a ticket's number."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QKeySequence, QPalette, QShortcut, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import ntr, render, tr
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.form_fields import caption
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

LONGEST: Final = 2_000
"""In characters, as the history takes them."""
_SIZE: Final = (460, 300)
_DISCARD: Final = Wording(
    phrase("Discard the note?"),
    phrase("What you have written is not saved yet."),
    reject=phrase("Keep editing"),
    accept=phrase("Discard"),
)
_BROKEN_OFF: Final = phrase("The history was not waited for: the note may be saved nevertheless.")

SetNote = Callable[[str, str], Awaitable[CheckRecord]]


class NoteDialog(Dialog):
    """Saves by ``set_note``, which takes the record's uid; ``saved`` carries the record after it.

    What was written stays there until it is saved or discarded, whatever goes wrong. ``spawn``
    starts a coroutine on the loop of the UI thread.
    """

    saved = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        record: CheckRecord,
        set_note: SetNote,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        super().__init__(theme, parent)
        self.setObjectName("noteDialog")
        self._uid = record.uid
        self._kept = record.note
        self._set_note = set_note
        self._spawn = spawn
        self._saving: asyncio.Task[None] | None = None
        self._is_busy = False
        self._trouble: Phrase | None = None
        self._caption = caption(theme)
        self.edit = named(QPlainTextEdit(), "noteEdit")
        self.edit.setTabChangesFocus(True)
        self.edit.setPlainText(record.note)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self._caption.setBuddy(self.edit)
        self._count = named(PlainLabel(theme.font(Size.SMALL, tabular=True)), "noteCount")
        self._problem = named(PlainLabel(theme.font(Size.SMALL)), "noteProblem")
        self._problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self.cancel_button = named(QPushButton(), "cancelNoteButton")
        self.cancel_button.setAutoDefault(False)
        self.save_button = named(QPushButton(), "saveNoteButton")
        self.save_button.setProperty("variant", "primary")
        self.save_button.setDefault(True)
        self._arrange()
        self._connect()
        self.resize(*_SIZE)
        self.retranslate()
        self.edit.setFocus()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Note"))
        self._caption.setText(tr("Note or ticket number"))
        self.edit.setAccessibleName(tr("Note or ticket number"))
        say(self.cancel_button, tr("Cancel"))
        say(self.save_button, tr("Save"))
        self.save_button.setToolTip(tr("Save the note (Ctrl+Enter)"))
        self._refresh()

    def reject(self) -> None:
        """Stop waiting for the history; else close, after a question where text would be lost."""
        if self._is_busy:
            # Between the click and the beginning of the task there is nothing to cancel yet.
            if self._saving is not None:
                self._saving.cancel()
        elif self._text == self._kept:
            super().reject()
        else:
            question = Question(self.theme, self, _DISCARD)
            question.accepted.connect(self._on_discarded)
            question.open()

    @property
    def _text(self) -> str:
        return self.edit.toPlainText().strip()

    def _arrange(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._count, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._caption)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self._problem)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._on_edited)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._on_save)
        keys = QShortcut(self)
        keys.setKeys([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        keys.setAutoRepeat(False)
        keys.activated.connect(self.save_button.click)

    def _refresh(self) -> None:
        length = len(self._text)
        figures = QLocale()
        self._count.setText(
            tr(
                "{count} of {limit}",
                count=figures.toString(length),
                limit=figures.toString(LONGEST),
            )
        )
        too_long = length - LONGEST
        words = render(self._trouble) if self._trouble is not None else ""
        if too_long > 0:
            words = ntr(
                "The note is {count} character too long.",
                "The note is {count} characters too long.",
                too_long,
            )
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.edit.setReadOnly(self._is_busy)
        self.save_button.setEnabled(too_long <= 0 and not self._is_busy)

    @Slot()
    def _on_edited(self) -> None:
        self._trouble = None
        self._refresh()

    @Slot()
    def _on_discarded(self) -> None:
        super().reject()

    @Slot()
    def _on_save(self) -> None:
        if self._text == self._kept:
            self.accept()
            return
        self._is_busy = True
        self._trouble = None
        self._refresh()
        self._spawn(self._save(self._text))

    async def _save(self, text: str) -> None:
        self._saving = asyncio.current_task()
        try:
            record = await self._set_note(self._uid, text)
        except StoreError as error:
            self._trouble = error.explanation
        except asyncio.CancelledError:
            self._trouble = _BROKEN_OFF
            raise
        else:
            self.saved.emit(record)
            self.accept()
        finally:
            self._saving = None
            self._is_busy = False
            self._refresh()
