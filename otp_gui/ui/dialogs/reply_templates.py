"""Edits the replies to customers: a text for each situation and language."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from otp_gui import i18n
from otp_gui.domain.phrase import phrase
from otp_gui.domain.reply import PLACE_HOLDERS, ReplyKind, default_reply, own_replies
from otp_gui.i18n import ntr, render, tr
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.form_fields import caption
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.reply_words import reply_title
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

_SIZE: Final = (780, 480)
_LIST_WIDTH: Final = 296
_LONGEST: Final = 2000
_LANGUAGES: Final = (("ru", "Русский"), ("en", "English"))
_KINDS: Final = tuple(ReplyKind)
_CHANGED: Final = " •"
_DISCARD: Final = Wording(
    phrase("Discard the changes?"),
    phrase("The replies that you have changed are not saved yet."),
    reject=phrase("Keep editing"),
    accept=phrase("Discard"),
)


class ReplyTemplatesDialog(Dialog):
    """Nothing is changed until it is saved: ``saved`` carries all texts, as preferences keep them.

    A text that is the tool's own again, or empty, is not kept: it follows the tool.
    """

    saved = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget, stored: Mapping[str, Mapping[str, str]]
    ) -> None:
        super().__init__(theme, parent)
        self.setObjectName("replyTemplatesDialog")
        self._stored = stored
        self._defaults = {
            (language, kind): i18n.speaker(language)(default_reply(kind))
            for language, _name in _LANGUAGES
            for kind in _KINDS
        }
        self._loaded = {**self._defaults, **own_replies(stored)}
        self._texts = dict(self._loaded)
        self._make_widgets()
        self._arrange()
        self._connect()
        self.resize(*_SIZE)
        spoken = [language for language, _name in _LANGUAGES]
        self.languages.setCurrentIndex(spoken.index(i18n.language()))
        self.retranslate()
        self.list.setCurrentRow(0)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Replies to users"))
        self.list.setAccessibleName(tr("Situation"))
        self._situations.setText(tr("Situation"))
        self.edit.setAccessibleName(tr("Text of the reply"))
        self.languages.setAccessibleName(tr("Language"))
        holders = ", ".join(f"{{{name}}}" for name in PLACE_HOLDERS)
        self._hint.setText(
            tr(
                "{holders} stand for the time of the check and the channel. Name no request ID and"
                " no phone number: the reply leaves the house.",
                holders=holders,
            )
        )
        for button, text in (
            (self.reset_button, tr("Reset to the tool's text")),
            (self.cancel_button, tr("Cancel")),
            (self.save_button, tr("Save")),
        ):
            say(button, text)
        self._name_situations()
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Give the situations the height of their style, which they get only now."""
        super().showEvent(event)
        self.list.doItemsLayout()

    def reject(self) -> None:
        """Close; asks first where changes would be lost."""
        if self._texts == self._loaded:
            super().reject()
            return
        question = Question(self.theme, self, _DISCARD)
        question.accepted.connect(self._on_discarded)
        question.open()

    def _make_widgets(self) -> None:
        theme = self.theme
        self._situations = caption(theme)
        self.list = named(QListWidget(), "replyKinds")
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._situations.setBuddy(self.list)
        self.languages = named(QTabBar(), "replyLanguages")
        self.languages.setDrawBase(False)
        self.languages.setExpanding(False)
        for _language, name in _LANGUAGES:
            self.languages.addTab(name)
        self.edit = named(QPlainTextEdit(), "replyText")
        self.edit.setTabChangesFocus(True)
        self._hint = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._problem = named(PlainLabel(theme.font(Size.SMALL)), "replyProblem")
        self._problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self.reset_button = named(QPushButton(), "resetReplyButton")
        self.cancel_button = named(QPushButton(), "cancelRepliesButton")
        self.save_button = named(QPushButton(), "saveRepliesButton")
        self.save_button.setProperty("variant", "primary")
        self.save_button.setDefault(True)
        for button in (self.reset_button, self.cancel_button):
            button.setAutoDefault(False)
        for _kind in _KINDS:
            self.list.addItem("")

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(self._situations)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addWidget(self.languages)
        right.addWidget(self.edit, 1)
        right.addWidget(self._problem)
        right.addWidget(self._hint)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_WIDE)
        middle.addLayout(left)
        middle.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.reset_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE_WIDE)
        layout.addLayout(middle, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_other_text)
        self.languages.currentChanged.connect(self._on_other_text)
        self.edit.textChanged.connect(self._on_edited)
        self.reset_button.clicked.connect(self._on_reset)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._on_save)

    @property
    def _key(self) -> tuple[str, ReplyKind]:
        language, _name = _LANGUAGES[self.languages.currentIndex()]
        return language, _KINDS[max(self.list.currentRow(), 0)]

    def _is_own(self, key: tuple[str, ReplyKind]) -> bool:
        text = self._texts[key].strip()
        return bool(text) and text != self._defaults[key]

    def _name_situations(self) -> None:
        for row, kind in enumerate(_KINDS):
            own = any(self._is_own((language, kind)) for language, _name in _LANGUAGES)
            self.list.item(row).setText(render(reply_title(kind)) + (_CHANGED if own else ""))

    def _refresh(self) -> None:
        self.reset_button.setEnabled(self._texts[self._key] != self._defaults[self._key])
        too_long = max(len(text) for text in self._texts.values()) - _LONGEST
        self._problem.setVisible(too_long > 0)
        if too_long > 0:
            self._problem.setText(
                ntr(
                    "A reply is {count} character too long.",
                    "A reply is {count} characters too long.",
                    too_long,
                )
            )
        self.save_button.setEnabled(too_long <= 0)

    @Slot()
    def _on_other_text(self) -> None:
        with QSignalBlocker(self.edit):
            self.edit.setPlainText(self._texts[self._key])
        self._refresh()

    @Slot()
    def _on_edited(self) -> None:
        self._texts[self._key] = self.edit.toPlainText()
        self._name_situations()
        self._refresh()

    @Slot()
    def _on_reset(self) -> None:
        self.edit.setPlainText(self._defaults[self._key])
        self.edit.setFocus()

    @Slot()
    def _on_discarded(self) -> None:
        super().reject()

    @Slot()
    def _on_save(self) -> None:
        replies = {language: dict(texts) for language, texts in self._stored.items()}
        for key, text in self._texts.items():
            language, kind = key
            texts = replies.setdefault(language, {})
            if self._is_own(key):
                texts[kind.value] = text.strip()
            else:
                texts.pop(kind.value, None)
        self.saved.emit({language: texts for language, texts in replies.items() if texts})
        self.accept()
