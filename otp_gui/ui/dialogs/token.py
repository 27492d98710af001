"""Stores, replaces and forgets the token of one environment."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import Keeping, StoredToken, VaultError
from otp_gui.domain.token import read_token
from otp_gui.i18n import render, tr
from otp_gui.services.tokens import TokenService
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme
from otp_gui.ui.token_status import describe

_WIDTH: Final = 680
_FORGETTABLE: Final = (Keeping.KEYRING, Keeping.SESSION)


class TokenDialog(Dialog):
    """Asks the keyring off the UI thread, and offers memory where the keyring refuses.

    ``on_changed`` is called after every change, even one that ends after the dialog was closed.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        environment: Environment,
        tokens: TokenService,
        tasks: Tasks,
        on_changed: Callable[[], None],
    ) -> None:
        super().__init__(theme, parent, _WIDTH)
        self.setObjectName("tokenDialog")
        self._environment = environment
        self._tokens = tokens
        self._tasks = tasks
        self._on_changed = on_changed
        self._stored: StoredToken | None = None
        self._refusal: Phrase | None = None
        self._busy = True
        self._gone = False
        self._make_widgets()
        self._arrange()
        self._connect()
        self._dress()
        self.retranslate()
        tasks.spawn(self._look())

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Token"))
        self._heading.setText(tr("Token of {name}", name=self._environment.name))
        self._caption.setText(tr("New token"))
        self.edit.setAccessibleName(tr("New token"))
        self.edit.setPlaceholderText(tr("Paste or type it: “Bearer” and spaces are removed"))
        for button, text in (
            (self.paste_button, tr("Paste")),
            (self.store_button, tr("Store in the keyring")),
            (self.session_button, tr("Keep for this session only")),
            (self.forget_button, tr("Forget the token")),
            (self.close_button, tr("Close")),
        ):
            say(button, text)
        shown = self.show_button.isChecked()
        self.show_button.setAccessibleName(tr("Hide the token") if shown else tr("Show the token"))
        self.show_button.setToolTip(self.show_button.accessibleName())
        self._refresh()

    def done(self, result: int) -> None:
        """Close, and leave nothing of the token behind in the field."""
        self._gone = True
        self.edit.clear()
        super().done(result)

    def _make_widgets(self) -> None:
        self._heading = PlainLabel(self.theme.font(Size.LARGE, bold=True))
        self.state_label = named(PlainLabel(self.theme.font(Size.BODY)), "tokenDialogState")
        self._caption = QLabel()
        self.edit = named(_TokenEdit(), "tokenEdit")
        self._caption.setBuddy(self.edit)
        self.problem_label = named(PlainLabel(self.theme.font(Size.SMALL)), "tokenProblem")
        self.problem_label.setForegroundRole(QPalette.ColorRole.BrightText)
        self.refusal_label = named(PlainLabel(self.theme.font(Size.BODY)), "tokenRefusal")
        self.refusal_label.setForegroundRole(QPalette.ColorRole.BrightText)
        self._activity = QProgressBar()
        self._activity.setRange(0, 0)
        self._activity.setTextVisible(False)
        policy = self._activity.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._activity.setSizePolicy(policy)
        self.show_button = named(QPushButton(), "showTokenButton")
        self.show_button.setCheckable(True)
        self.paste_button = named(QPushButton(), "pasteTokenButton")
        self.forget_button = named(QPushButton(), "forgetTokenButton")
        self.close_button = named(QPushButton(), "closeButton")
        self.session_button = named(QPushButton(), "keepForSessionButton")
        self.store_button = named(QPushButton(), "storeTokenButton")
        for button in (self.show_button, self.paste_button, self.forget_button, self.close_button):
            button.setAutoDefault(False)

    def _arrange(self) -> None:
        entry = QHBoxLayout()
        entry.setSpacing(SPACE)
        entry.addWidget(self.edit, 1)
        entry.addWidget(self.show_button)
        entry.addWidget(self.paste_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.forget_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.session_button)
        buttons.addWidget(self.store_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE)
        for part in (self._heading, self.state_label, self._activity, self._caption):
            layout.addWidget(part)
        layout.addLayout(entry)
        layout.addWidget(self.problem_label)
        layout.addWidget(self.refusal_label)
        layout.addSpacing(SPACE)
        layout.addLayout(buttons)
        self.edit.setFocus()

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._refresh)
        self.show_button.toggled.connect(self._on_show_toggled)
        self.paste_button.clicked.connect(self.edit.paste_token)
        self.store_button.clicked.connect(self._on_store)
        self.session_button.clicked.connect(self._on_keep)
        self.forget_button.clicked.connect(self._on_forget)
        self.close_button.clicked.connect(self.reject)
        self.theme.changed.connect(self._dress)

    @Slot()
    def _refresh(self) -> None:
        reading = read_token(self.edit.text())
        typed = bool(self.edit.text())
        problem = reading.problem if typed else None
        self.state_label.setText(self._state_words())
        self.problem_label.setText(render(problem) if problem is not None else "")
        self.refusal_label.setVisible(self._refusal is not None)
        if self._refusal is not None:
            self.refusal_label.setText(
                tr(
                    "{reason} The token can be kept in memory instead, until you close the tool.",
                    reason=render(self._refusal),
                )
            )
        idle = not self._busy
        self._activity.setVisible(self._busy)
        self.store_button.setEnabled(idle and reading.value is not None)
        self._lead(self.store_button if self._refusal is None else self.session_button)
        self.session_button.setVisible(self._refusal is not None)
        self.session_button.setEnabled(idle and reading.value is not None)
        forgettable = self._stored is not None and self._stored.keeping in _FORGETTABLE
        self.forget_button.setEnabled(idle and forgettable)
        self.edit.setEnabled(idle)
        self.paste_button.setEnabled(idle)

    def _lead(self, leading: QPushButton) -> None:
        """Make ``leading`` the button that Enter presses and that stands out."""
        for button in (self.store_button, self.session_button):
            button.setDefault(button is leading)
            button.setProperty("variant", "primary" if button is leading else None)
            # A stylesheet looks at a property once, when it dresses the widget.
            button.style().unpolish(button)
            button.style().polish(button)

    def _state_words(self) -> str:
        if self._busy:
            return tr("Waiting for the keyring…")
        if self._stored is not None:
            return describe(self._stored)
        return tr("No token") if self._refusal is None else tr("The keyring cannot be used")

    @Slot()
    def _on_store(self) -> None:
        secret = read_token(self.edit.text()).value
        if secret is not None:
            self._start(lambda: self._tokens.store(self._environment.id, secret))

    @Slot()
    def _on_keep(self) -> None:
        secret = read_token(self.edit.text()).value
        if secret is not None:
            self._start(lambda: self._tokens.keep_for_session(self._environment.id, secret))

    @Slot()
    def _on_forget(self) -> None:
        wording = Wording(
            phrase("Forget the token of “{name}”?", name=self._environment.name),
            phrase("Nothing can bring it back: to go on you would need the token again."),
            reject=phrase("Cancel"),
            accept=phrase("Forget"),
        )
        question = Question(self.theme, self, wording)
        question.accepted.connect(self._forget)
        question.open()

    @Slot()
    def _forget(self) -> None:
        self._start(lambda: self._tokens.forget(self._environment.id))

    def _start(self, change: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._busy = True
        self._refresh()
        self._tasks.spawn(self._change(change))

    async def _change(self, change: Callable[[], Coroutine[Any, Any, None]]) -> None:
        refusal = None
        try:
            await change()
        except VaultError as error:
            refusal = error.explanation
        self._on_changed()
        if self._gone:
            return
        if refusal is None:
            self.edit.clear()
            self.show_button.setChecked(False)
        await self._look(refusal)

    async def _look(self, refusal: Phrase | None = None) -> None:
        stored = None
        try:
            stored = await self._tokens.read(self._environment)
        except VaultError as error:
            refusal = refusal or error.explanation
        if self._gone:
            return
        self._stored, self._refusal, self._busy = stored, refusal, False
        self._refresh()
        self.edit.setFocus()

    @Slot()
    def _on_show_toggled(self) -> None:
        shown = self.show_button.isChecked()
        mode = QLineEdit.EchoMode
        self.edit.setEchoMode(mode.Normal if shown else mode.Password)
        self._dress()
        self.retranslate()

    @Slot()
    def _dress(self) -> None:
        shown = self.show_button.isChecked()
        self.show_button.setIcon(self.theme.icon("eye-off" if shown else "eye"))
        self.paste_button.setIcon(self.theme.icon("clipboard-paste"))
        self.forget_button.setIcon(self.theme.icon("trash-2"))


class _TokenEdit(QLineEdit):
    """Hides what is typed; pastes line breaks as they are, so that they can be complained of."""

    def __init__(self) -> None:
        super().__init__()
        hint = Qt.InputMethodHint
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            hint.ImhHiddenText | hint.ImhSensitiveData | hint.ImhNoPredictiveText
        )

    @Slot()
    def paste_token(self) -> None:
        """Replace the text by the clipboard's, but for white space around it."""
        self.setText(QGuiApplication.clipboard().text().strip())
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_token()
            return
        super().keyPressEvent(event)
