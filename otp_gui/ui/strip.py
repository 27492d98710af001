"""The strip across the window: in which environment every click will act, and how safely."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.labels import kind_label
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.kinds import KIND_ICONS
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme

_WARNING_ICON: Final = "triangle-alert"
_ICONS: Final = {**KIND_ICONS, Kind.PRODUCTION: _WARNING_ICON}
_NAME_LIMIT: Final = 80
_WITHOUT_TOKEN: Final = 3
"""The bands that are there from the beginning."""


class EnvironmentStrip(QWidget):
    """Tells the kind of the environment in its colour, an icon and words; warns while it must.

    A warning stays for as long as the environment is chosen: there is nothing to dismiss.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("environmentStrip")
        self._theme = theme
        self._environment: Environment | None = None
        self._token_warnings: Sequence[Phrase] = ()
        self._bands = [
            _Band(theme, "environmentKind", bold=True),
            _Band(theme, "transportWarning"),
            _Band(theme, "certificateWarning"),
        ]
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        for band in self._bands:
            self._rows.addWidget(band)
        theme.changed.connect(self._dress)
        self.retranslate()

    def set_environment(self, environment: Environment | None) -> None:
        """Speak of ``environment``; without one the strip is empty."""
        self._environment = environment
        self.retranslate()

    @Slot(object)
    def warn_of_token(self, warnings: Sequence[Phrase]) -> None:
        """Tell what is wrong with the token of the environment, if anything is."""
        if warnings == self._token_warnings:
            return
        self._token_warnings = warnings
        if len(self._bands) == _WITHOUT_TOKEN:
            # Nobody knows the token before the first frame.
            self._bands.append(_Band(self._theme, "tokenWarning"))
            self._rows.addWidget(self._bands[-1])
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the current language."""
        environment = self._environment
        about_it = ("", "", "") if environment is None else _texts(environment)
        texts = (*about_it, visible(" ".join(map(render, self._token_warnings)))[0])
        for band, text in zip(self._bands, texts, strict=False):
            band.set_text(text)
        self._bands[0].show_sign(tr("Phone numbers are masked") if privacy.is_on() else "")
        self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def _dress(self) -> None:
        if self._environment is None:
            return
        first, *warnings = self._bands
        kind = self._environment.kind
        tint = self._theme.kind(kind)
        first.dress(_ICONS[kind], tint.text, tint.background, tint.text_ink)
        for band in warnings:
            band.dress(
                _WARNING_ICON,
                self._theme.color("amber_strong"),
                self._theme.color("amber_background"),
                "amber_icon",
            )


class _Band(QWidget):
    """One coloured line with an icon; not there while it has nothing to say."""

    def __init__(self, theme: Theme, name: str, *, bold: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setObjectName(name)
        self._text.setFont(theme.font(Size.SMALL, bold=bold))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self.setAutoFillBackground(True)
        self._sign: _Sign | None = None
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_TIGHT, SPACE_WIDE, SPACE_TIGHT)
        layout.setSpacing(SPACE)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))

    def show_sign(self, text: str) -> None:
        """Say ``text`` at the end of the line, with an eye struck out."""
        if self._sign is None:
            if not text:
                return
            self._sign = _Sign(self._theme, self._text.font())
            self._row.addWidget(self._sign)
        self._sign.say(text)

    def dress(self, icon: str, text: QColor, background: QColor, ink: str) -> None:
        self._icon.setPixmap(self._theme.pixmap(icon, ink))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, background)
        palette.setColor(QPalette.ColorRole.WindowText, text)
        # Under a stylesheet of the application a child does not inherit the palette.
        self.setPalette(palette)
        self._text.setPalette(palette)
        if self._sign is not None:
            self._sign.dress(palette, ink)


class _Sign(QWidget):
    """Tells that the privacy view is on."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setObjectName("privacySign")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setFont(font)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._icon)
        layout.addWidget(self._text)

    def say(self, text: str) -> None:
        self._text.setText(text)
        self._text.setToolTip(tr("Privacy view ({key})", key=privacy.KEY))
        self.setVisible(bool(text))

    def dress(self, palette: QPalette, ink: str) -> None:
        self._icon.setPixmap(self._theme.pixmap("eye-off", ink))
        self._text.setPalette(palette)


def _texts(environment: Environment) -> tuple[str, str, str]:
    return (
        f"{_title(environment)} · {_stakes(environment)}",
        _transport_warning(environment),
        _certificate_warning(environment),
    )


def _title(environment: Environment) -> str:
    """Return the environment's name, and its kind where the name does not already say it."""
    name, _cut = visible(environment.name, _NAME_LIMIT)
    kind = render(kind_label(environment.kind))
    if kind.casefold() in name.casefold() or environment.kind.value in name.casefold():
        return name
    return f"{name} ({kind})"


def _stakes(environment: Environment) -> str:
    if environment.is_embedded_sandbox:
        return tr("Made-up logins on this computer: nothing leaves it.")
    return {
        Kind.PRODUCTION: tr("Real logins: completing a session is visible to the customer."),
        Kind.STAGE: tr("The provider's test system."),
        Kind.SANDBOX: tr("Made-up logins."),
        Kind.CUSTOM: tr("An environment of your own."),
    }[environment.kind]


def _transport_warning(environment: Environment) -> str:
    if environment.refuses_transport:
        return tr("No call can be made here: a production is called by https only.")
    if environment.is_plain:
        return tr(
            "This connection is not encrypted (http): the token and the phone number can be read"
            " on the way."
        )
    return ""


def _certificate_warning(environment: Environment) -> str:
    if environment.verify_tls:
        return ""
    return tr("The server's certificate is not checked: the token could reach an impostor.")
