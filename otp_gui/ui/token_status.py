"""Says which token the chosen environment is called with; never shows more than its tail."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure
from otp_gui.domain.ports import Keeping, StoredToken, VaultError
from otp_gui.i18n import render, tr
from otp_gui.services.tokens import TokenService
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import CONTROL_HEIGHT, Size, Theme

_DAY: Final = "d MMM"
_DAY_AND_YEAR: Final = "d MMM yyyy"


class TokenStatus(QObject):
    """A label and a button, which the form places.

    ``refused`` carries the ``Phrase`` with which a keyring explained itself.
    """

    refused = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tasks: Tasks | None = None
        self._tokens: TokenService | None = None
        self._environment: Environment | None = None
        self._state: StoredToken | VaultError | None = None
        self._looking = True
        self.label = named(QLabel(parent), "tokenStatus")
        self.label.setFont(theme.font(Size.SMALL))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.button = named(QPushButton(parent), "tokenButton")
        self.button.setFixedSize(CONTROL_HEIGHT + 6, CONTROL_HEIGHT)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._dress)
        self._dress()

    def attach(self, tokens: TokenService, tasks: Tasks) -> None:
        """Look at ``tokens`` from now on."""
        self._tokens = tokens
        self._tasks = tasks
        self.refresh()

    def show_for(self, environment: Environment) -> None:
        """Tell about the token of ``environment``."""
        self._environment = environment
        self.refresh()

    def refresh(self) -> None:
        """Look again, as after a change."""
        if self._tasks is None or self._tokens is None or self._environment is None:
            return
        self._looking, self._state = True, None
        self.retranslate()
        self._tasks.spawn(self._look(self._tokens, self._environment))

    @Slot()
    def retranslate(self) -> None:
        """Say the state again in the current language."""
        self.button.setAccessibleName(tr("Token"))
        self.button.setToolTip(tr("Token of this environment…"))
        self.label.setText(self._words())
        trouble = self._state if isinstance(self._state, VaultError) else None
        self.label.setToolTip(tooltip(render(trouble.explanation)) if trouble else "")
        missing = not self._looking and not isinstance(self._state, StoredToken)
        role = QPalette.ColorRole
        self.label.setForegroundRole(role.BrightText if missing else role.PlaceholderText)

    async def _look(self, tokens: TokenService, environment: Environment) -> None:
        state: StoredToken | VaultError | None
        try:
            state = await tokens.read(environment)
        except VaultError as error:
            state = error
            self.refused.emit(error.explanation)
        if environment == self._environment:
            self._state = state
            self._looking = False
            self.retranslate()

    def _words(self) -> str:
        if self._looking:
            return tr("Looking for the token…")
        if self._state is None:
            return tr("No token")
        if isinstance(self._state, VaultError):
            return _trouble(self._state.failure)
        return describe(self._state)

    @Slot()
    def _dress(self) -> None:
        self.button.setIcon(self._theme.icon("key-round"))


def describe(token: StoredToken) -> str:
    """Say where a token lives, its last characters and since when."""
    where = {
        Keeping.KEYRING: tr("Token stored"),
        Keeping.SESSION: tr("Kept for this session only"),
        Keeping.BUILT_IN: tr("The sandbox's own token"),
        Keeping.VARIABLE: tr("Token of this run only"),
    }[token.keeping]
    if token.keeping is Keeping.BUILT_IN:
        return where
    parts = [where]
    if token.secret.tail:
        parts.append(f"…{token.secret.tail}")
    if token.stored_at is not None:
        parts.append(_day(token.stored_at))
    return " · ".join(parts)


def _day(at: datetime) -> str:
    local = at.astimezone()
    this_year = local.year == datetime.now(local.tzinfo).year
    day = QDate(local.year, local.month, local.day)
    return QLocale().toString(day, _DAY if this_year else _DAY_AND_YEAR)


def _trouble(failure: Failure) -> str:
    return {
        Failure.KEYRING_LOCKED: tr("The keyring is locked"),
        Failure.KEYRING_TIMEOUT: tr("The keyring does not answer"),
    }.get(failure, tr("No keyring to keep a token in"))
