"""The look of the application: scheme, colours, fonts, icons and the grid.

One :class:`Theme` per application, handed to widgets by their constructor. A widget that keeps an
icon or a colour asks again when :attr:`Theme.changed` is emitted.
"""

from enum import IntEnum
from string import Template
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from otp_gui import assets
from otp_gui.domain.environment import Kind
from otp_gui.domain.preferences import Scheme
from otp_gui.ui import theme_tokens
from otp_gui.ui.theme_icons import IconPainter

if TYPE_CHECKING:
    from otp_gui.domain.catalogue.model import Severity

GRID: Final = 4
"""Every distance is a multiple of this, in device-independent pixels."""
SPACE_TIGHT: Final = GRID
SPACE: Final = 2 * GRID
SPACE_WIDE: Final = 4 * GRID
CONTROL_HEIGHT: Final = 32
"""The height of an input or a button."""
ROW_HEIGHT: Final = 34
"""The height of a row of a table."""
ICON_SIZE: Final = 16
ICON_SIZE_LARGE: Final = 28

STYLE_ARGUMENTS: Final = ("-style", "fusion")
"""For the ``QApplication``: asked for by a call instead, the style costs 5 ms of every start."""

_FONT_FILES: Final = ("Inter-Regular.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf")
_FAMILY: Final = "Inter"
_MONO_FAMILY: Final = "JetBrains Mono"
_TABULAR_FIGURES: Final = "tnum"
_QT_SCHEMES: Final = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}
# By value: the catalogue that names them loads after the first frame.
_SEVERITIES: Final = {
    "success": "green",
    "waiting": "blue",
    "act": "amber",
    "over": "red",
    "access": "violet",
    "data": "orange",
    "unknown": "unknown",
    "not_sent": "slate",
    "running": "blue",
}
_KINDS: Final = {
    Kind.PRODUCTION: "red",
    Kind.STAGE: "amber",
    Kind.SANDBOX: "green",
    Kind.CUSTOM: "slate",
}
_Role = QPalette.ColorRole
_PALETTE: Final = {
    _Role.Window: "window",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "surface_alt",
    _Role.Text: "text",
    _Role.PlaceholderText: "muted",
    _Role.Button: "raised",
    _Role.ButtonText: "text",
    _Role.BrightText: "danger_text",
    _Role.ToolTipBase: "raised",
    _Role.ToolTipText: "text",
    _Role.Highlight: "selection",
    _Role.HighlightedText: "selection_text",
    _Role.Accent: "primary",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Light: "surface",
    _Role.Midlight: "raised",
    _Role.Mid: "border",
    _Role.Dark: "border_input",
    _Role.Shadow: "border_input",
}
_DISABLED_ROLES: Final = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)


class Size(IntEnum):
    """The three sizes of text, in device-independent pixels."""

    SMALL = 12
    BODY = 13
    LARGE = 20


class Tint(NamedTuple):
    """The colours of one severity.

    ``strong`` is for a headline, ``text`` for all other text; ``ink`` is the token of ``icon``.
    """

    text: QColor
    strong: QColor
    background: QColor
    border: QColor
    icon: QColor
    ink: str


class KindTint(NamedTuple):
    """The colours of one kind of environment.

    ``text`` and ``background`` are for the strip, whose icon has the token ``text_ink``; ``ink`` is
    the token of an icon on any other surface.
    """

    text: QColor
    background: QColor
    text_ink: str
    ink: str


class Theme(QObject):
    """Fusion with a palette and a small stylesheet, both filled from the tokens of the scheme.

    ``icons`` tells whether to draw them from the beginning; else :meth:`draw_icons` begins, and
    until then they take their room and show nothing. They are a tenth of a bare window's start.
    """

    changed = Signal()
    """Emitted after colours and icons have changed."""

    def __init__(self, parent: QObject | None = None, *, icons: bool = True) -> None:
        super().__init__(parent)
        self._draws_icons = icons
        self._app: QApplication | None = None
        self._scheme = Scheme.SYSTEM
        self._dark = False
        self._tokens = theme_tokens.light()
        self._painter = IconPainter(assets.root() / "icons")
        self._colours: dict[str, QColor] = {}
        self._tints: dict[str, Tint] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        self._fonts: dict[tuple[Size, bool, bool, bool], QFont] = {}

    def apply(self, app: QApplication, scheme: Scheme) -> None:
        """Dress ``app``, made with :data:`STYLE_ARGUMENTS`, in ``scheme``.

        ``SYSTEM`` follows the system's choice from then on.
        """
        first = self._app is None
        self._app = app
        self._scheme = scheme
        hints = app.styleHints()
        if first:
            for name in _FONT_FILES:
                QFontDatabase.addApplicationFont(str(assets.root() / "fonts" / name))
            app.setFont(self.font(Size.BODY))
            hints.colorSchemeChanged.connect(self._on_scheme_changed)
            app.screenAdded.connect(self._on_screen_added)
        hints.setColorScheme(_QT_SCHEMES[scheme])
        self._dress(app, hints.colorScheme())

    @property
    def is_dark(self) -> bool:
        """Whether the dark scheme is in force."""
        return self._dark

    def color(self, token: str) -> QColor:
        """Return the colour of a token of ``theme_tokens`` in the scheme in force."""
        if token not in self._colours:
            self._colours[token] = QColor(self._tokens[token])
        return self._colours[token]

    def severity(self, severity: "Severity") -> Tint:
        """Return the colours of a severity."""
        if severity not in self._tints:
            name = _SEVERITIES[severity]
            self._tints[severity] = Tint(
                text=self.color(f"{name}_text"),
                strong=self.color(f"{name}_strong"),
                background=self.color(f"{name}_background"),
                border=self.color(f"{name}_border"),
                icon=self.color(f"{name}_icon"),
                ink=f"{name}_icon",
            )
        return self._tints[severity]

    def kind(self, kind: Kind) -> KindTint:
        """Return the colours of a kind of environment."""
        strip = f"strip_{kind.value}"
        return KindTint(
            text=self.color(f"{strip}_text"),
            background=self.color(strip),
            text_ink=f"{strip}_text",
            ink=f"{_KINDS[kind]}_icon",
        )

    def icon(self, name: str, ink: str = "text", size: int = ICON_SIZE) -> QIcon:
        """Return the icon ``name`` in the colour ``ink``; ask again after :attr:`changed`.

        :raises FileNotFoundError: if no icon has this name.
        """
        key = (name, ink, size)
        if key not in self._icons:
            self._icons[key] = (
                self._painter.icon(name, self.color(ink), self.color("disabled"), size)
                if self._draws_icons
                else self._painter.blank(size)
            )
        return self._icons[key]

    def pixmap(self, name: str, ink: str = "text", size: int = ICON_SIZE) -> QPixmap:
        """Return the icon ``name`` for a label, as sharp as the sharpest screen."""
        if not self._draws_icons:
            return self._painter.blank(size).pixmap(size)
        ratio = self._app.devicePixelRatio() if self._app else 1.0
        return self._painter.pixmap(name, self.color(ink), size, ratio)

    def draw_icons(self) -> None:
        """Draw icons from now on, those that are on the screen already included."""
        if not self._draws_icons:
            self._draws_icons = True
            self._icons.clear()
            self.changed.emit()

    def font(
        self, size: Size, *, bold: bool = False, mono: bool = False, tabular: bool = False
    ) -> QFont:
        """Return one of the application's fonts; ``tabular`` sets figures of one width."""
        key = (size, bold, mono, tabular)
        if key not in self._fonts:
            self._fonts[key] = _font(size, bold=bold, mono=mono, tabular=tabular)
        return self._fonts[key]

    def _dress(self, app: QApplication, system: Qt.ColorScheme) -> None:
        self._dark = self._wants_dark(system)
        self._tokens = theme_tokens.dark() if self._dark else theme_tokens.light()
        for kept in (self._colours, self._tints, self._icons):
            kept.clear()
        app.setPalette(_palette(self._tokens))
        app.setStyleSheet(_stylesheet(self._tokens))
        self.changed.emit()

    def _wants_dark(self, system: Qt.ColorScheme) -> bool:
        if self._scheme is Scheme.SYSTEM:
            return system is Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, system: Qt.ColorScheme) -> None:
        if self._app is not None and self._wants_dark(system) is not self._dark:
            self._dress(self._app, system)

    @Slot()
    def _on_screen_added(self) -> None:
        self._icons.clear()
        self.changed.emit()


def _palette(tokens: theme_tokens.Tokens) -> QPalette:
    palette = QPalette()
    for role, token in _PALETTE.items():
        palette.setColor(role, QColor(tokens[token]))
    for role in _DISABLED_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["disabled"]))
    return palette


def _stylesheet(tokens: theme_tokens.Tokens) -> str:
    directory = assets.root() / "themes"
    template = Template((directory / "window.qss").read_text("utf-8"))
    return template.substitute(tokens, glyphs=directory.as_posix())


def _font(size: Size, *, bold: bool, mono: bool, tabular: bool) -> QFont:
    general = QFontDatabase.systemFont(
        QFontDatabase.SystemFont.FixedFont if mono else QFontDatabase.SystemFont.GeneralFont
    )
    font = QFont([_MONO_FAMILY if mono else _FAMILY, general.family()])
    font.setPixelSize(size)
    # Where the system does not say how to hint, Qt would squeeze letters onto the pixel grid.
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    if tabular:
        font.setFeature(QFont.Tag(_TABULAR_FIGURES), 1)
    return font
