"""Says which token the chosen environment is called with; never shows more than its tail."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from otp_gui.bootstrap import TOKEN_VARIABLE
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import VaultError
from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render, tr
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import CONTROL_HEIGHT, Size, Theme

if TYPE_CHECKING:
    from otp_gui.domain.ports import StoredToken
    from otp_gui.services.tokens import TokenService

_BUTTON_WIDTH: Final = 38
_MINUTE_MS: Final = 60_000


class TokenStatus(QObject):
    """A label and a button, which a form places; ``names`` are theirs.

    ``refused`` carries the ``Phrase`` with which a keyring explained itself; ``warnings_changed``
    the sequence of :meth:`warnings`.
    """

    refused = Signal(object)
    warnings_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        names: tuple[str, str] = ("tokenStatus", "tokenButton"),
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tokens: TokenService | None = None
        self._spawn: Callable[[Coroutine[Any, Any, None]], None] | None = None
        self._environment: Environment | None = None
        self._looking = True
        self._token: StoredToken | None = None
        self._refusal: VaultError | None = None
        self._shared: Sequence[Environment] = ()
        """Other environments that have the same token, though they are of another kind."""
        self._others: Callable[[], Sequence[Environment]] = tuple
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE_MS)
        self._clock.timeout.connect(self.retranslate)
        self.label = named(QLabel(parent), names[0])
        self.label.setFont(theme.font(Size.SMALL))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.button = named(QPushButton(parent), names[1])
        self.button.setFixedSize(_BUTTON_WIDTH, CONTROL_HEIGHT)
        theme.changed.connect(self._dress)
        self._dress()

    def attach(
        self,
        tokens: "TokenService",
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        environments: Callable[[], Sequence[Environment]] = tuple,
    ) -> None:
        """Look at ``tokens`` from now on, in tasks that ``spawn`` starts.

        ``environments`` are all that may have a token.
        """
        self._tokens = tokens
        self._spawn = spawn
        self._others = environments
        self.refresh()

    def show_for(self, environment: Environment) -> None:
        """Tell about the token of ``environment``."""
        self._environment = environment
        self.refresh()

    def refresh(self) -> None:
        """Look again, as after a change."""
        if self._spawn is None or self._tokens is None or self._environment is None:
            return
        self._looking, self._token, self._refusal, self._shared = True, None, None, ()
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
        alarming = missing or self._has_expired()
        self.label.setForegroundRole(role.BrightText if alarming else role.PlaceholderText)
        # What expires within the hour is told by the minute.
        if self._token is None:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()
        self.warnings_changed.emit(self.warnings())

    def warnings(self) -> Sequence[Phrase]:
        """Return what is wrong with the token though it is there; told before a call is made."""
        if self._token is None or self._environment is None:
            return []
        # The first frame, which has no token yet, does without.
        from otp_gui.domain.token_expiry import warnings  # noqa: PLC0415

        return warnings(self._environment, self._token.secret, self._shared, datetime.now(UTC))

    def _has_expired(self) -> bool:
        if self._token is None:
            return False
        from otp_gui.domain.token_expiry import expiry, is_expired  # noqa: PLC0415 - as above

        return is_expired(expiry(self._token.secret), datetime.now(UTC))

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
        if token is not None:
            shared = await tokens.also_stored_for(environment, self._others())
            if shared and (environment, token) == (self._environment, self._token):
                self._shared = shared
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
    """Say where a token lives, its last characters, since when, and for how long it is good."""
    # The first frame, which has no token yet, does without.
    from otp_gui.domain.ports import Keeping  # noqa: PLC0415
    from otp_gui.domain.token_expiry import describe_expiry, expiry  # noqa: PLC0415
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
    now = datetime.now(UTC)
    if token.stored_at is not None:
        parts.append(day(token.stored_at, now))
    expires = describe_expiry(expiry(token.secret), now)
    if expires is not None:
        parts.append(render(expires))
    return " · ".join(parts)


def _trouble(failure: Failure) -> str:
    return {
        Failure.KEYRING_LOCKED: tr("The keyring is locked"),
        Failure.KEYRING_TIMEOUT: tr("The keyring does not answer"),
    }.get(failure, tr("No keyring to keep a token in"))
