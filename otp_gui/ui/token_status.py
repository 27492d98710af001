"""Says which token the chosen environment is called with; never shows more than its tail."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from otp_gui.bootstrap import TOKEN_VARIABLE
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import VaultError
from otp_gui.domain.outcome import Failure
from otp_gui.i18n import render, tr
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import CONTROL_HEIGHT, Size, Theme

if TYPE_CHECKING:
    from otp_gui.domain.ports import StoredToken
    from otp_gui.services.tokens import TokenService

_BUTTON_WIDTH: Final = 38


class TokenStatus(QObject):
    """A label and a button, which the form places.

    ``refused`` carries the ``Phrase`` with which a keyring explained itself.
    """

    refused = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tokens: TokenService | None = None
        self._spawn: Callable[[Coroutine[Any, Any, None]], None] | None = None
        self._environment: Environment | None = None
        self._looking = True
        self._token: StoredToken | None = None
        self._refusal: VaultError | None = None
        self.label = named(QLabel(parent), "tokenStatus")
        self.label.setFont(theme.font(Size.SMALL))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.button = named(QPushButton(parent), "tokenButton")
        self.button.setFixedSize(_BUTTON_WIDTH, CONTROL_HEIGHT)
        theme.changed.connect(self._dress)
        self._dress()

    def attach(
        self, tokens: "TokenService", spawn: Callable[[Coroutine[Any, Any, None]], None]
    ) -> None:
        """Look at ``tokens`` from now on, in tasks that ``spawn`` starts."""
        self._tokens = tokens
        self._spawn = spawn
        self.refresh()

    def show_for(self, environment: Environment) -> None:
        """Tell about the token of ``environment``."""
        self._environment = environment
        self.refresh()

    def refresh(self) -> None:
        """Look again, as after a change."""
        if self._spawn is None or self._tokens is None or self._environment is None:
            return
        self._looking, self._token, self._refusal = True, None, None
        self.retranslate()
        self._spawn(self._look(self._tokens, self._environment))

    @Slot()
    def retranslate(self) -> None:
        """Say the state again in the current language."""
        self.button.setAccessibleName(tr("Token"))
        self.button.setToolTip(tr("Token of this environment…"))
        self.label.setText(self._words())
        self.label.setToolTip(tooltip(render(self._refusal.explanation)) if self._refusal else "")
        missing = not self._looking and self._token is None
        role = QPalette.ColorRole
        self.label.setForegroundRole(role.BrightText if missing else role.PlaceholderText)

    async def _look(self, tokens: "TokenService", environment: Environment) -> None:
        token, refusal = None, None
        try:
            token = await tokens.read(environment)
        except VaultError as error:
            refusal = error
            self.refused.emit(error.explanation)
        if environment == self._environment:
            self._looking, self._token, self._refusal = False, token, refusal
            self.retranslate()

    def _words(self) -> str:
        if self._looking:
            return tr("Looking for the token…")
        if self._refusal is not None:
            return _trouble(self._refusal.failure)
        return describe(self._token) if self._token is not None else tr("No token")

    @Slot()
    def _dress(self) -> None:
        self.button.setIcon(self._theme.icon("key-round"))


def describe(token: "StoredToken") -> str:
    """Say where a token lives, its last characters and since when."""
    # The first frame, which has no token yet, does without.
    from otp_gui.domain.ports import Keeping  # noqa: PLC0415
    from otp_gui.ui.when import day  # noqa: PLC0415

    where = {
        Keeping.KEYRING: tr("Token stored"),
        Keeping.SESSION: tr("Kept for this session only"),
        Keeping.BUILT_IN: tr("The sandbox's own token"),
        Keeping.VARIABLE: tr("Token from the variable {name}", name=TOKEN_VARIABLE),
    }[token.keeping]
    parts = [where]
    if token.secret.tail and token.keeping is not Keeping.BUILT_IN:
        parts.append(f"…{token.secret.tail}")
    if token.stored_at is not None:
        parts.append(day(token.stored_at, datetime.now(UTC)))
    return " · ".join(parts)


def _trouble(failure: Failure) -> str:
    return {
        Failure.KEYRING_LOCKED: tr("The keyring is locked"),
        Failure.KEYRING_TIMEOUT: tr("The keyring does not answer"),
    }.get(failure, tr("No keyring to keep a token in"))
