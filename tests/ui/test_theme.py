import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication

import otp_gui
from otp_gui import assets
from otp_gui.domain.advice import Severity, Symbol
from otp_gui.domain.environment import Kind
from otp_gui.domain.preferences import Scheme
from otp_gui.ui import theme_tokens
from otp_gui.ui.theme import Size, Theme
from tests.ui.contrast import contrast

_SCHEMES = {"light": theme_tokens.light(), "dark": theme_tokens.dark()}
_SCALES = ("slate", "blue", "green", "amber", "orange", "red", "violet", "unknown")
_SURFACES = ("window", "surface", "surface_alt", "raised")
# Every text and what it is written on; "placeholder" is written in "muted".
_PAIRS = [
    *product(("text", "muted"), (*_SURFACES, "raised_hover", "raised_pressed")),
    *product((f"{scale}_text" for scale in _SCALES), ("surface", "surface_alt")),
    *(
        (f"{scale}_{part}", f"{scale}_background")
        for scale in _SCALES
        for part in ("text", "strong")
    ),
    *((f"strip_{kind}_text", f"strip_{kind}") for kind in Kind),
    *(("primary_text", f"primary{state}") for state in ("", "_hover", "_pressed")),
    *product(("danger_text",), ("surface", "window", "danger_hover")),
    ("selection_text", "selection"),
    ("muted", "selection"),
    ("accent", "window"),
    ("accent", "surface"),
]
# What is not text but carries meaning needs 3:1 (WCAG 2.1, 1.4.11).
_SIGNS = [
    *((f"{scale}_icon", f"{scale}_background") for scale in _SCALES),
    *((f"{scale}_icon", "surface") for scale in _SCALES),
    *((f"{scale}_icon", "selection") for scale in _SCALES),
    ("accent", "raised_pressed"),
    ("control", "surface"),
    *product(("focus",), (*_SURFACES, *(f"{scale}_background" for scale in _SCALES))),
    # A focused button that is blue itself.
    ("text", "primary"),
]


@pytest.mark.parametrize("scheme", _SCHEMES)
@pytest.mark.parametrize(("text", "background"), _PAIRS)
def test_text_stands_out_from_what_it_is_written_on(
    scheme: str, text: str, background: str
) -> None:
    tokens = _SCHEMES[scheme]
    assert contrast(tokens[text], tokens[background]) >= 4.5


@pytest.mark.parametrize("scheme", _SCHEMES)
@pytest.mark.parametrize(("sign", "background"), _SIGNS)
def test_signs_stand_out_from_what_they_are_drawn_on(
    scheme: str, sign: str, background: str
) -> None:
    tokens = _SCHEMES[scheme]
    assert contrast(tokens[sign], tokens[background]) >= 3


def test_both_schemes_have_the_same_tokens() -> None:
    assert _SCHEMES["light"].keys() == _SCHEMES["dark"].keys()


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.LIGHT])
def test_a_scheme_fills_the_palette(qapp: QApplication, theme: Theme, scheme: Scheme) -> None:
    theme.apply(qapp, scheme)
    tokens = _SCHEMES[scheme.value]
    assert theme.is_dark is (scheme is Scheme.DARK)
    assert theme.color("window").name() == tokens["window"]
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == tokens["window"]
    assert qapp.palette().color(QPalette.ColorRole.PlaceholderText).name() == tokens["muted"]


def test_the_system_scheme_is_followed_live_while_it_is_wanted(
    qapp: QApplication, theme: Theme
) -> None:
    system = qapp.styleHints().colorSchemeChanged
    theme.apply(qapp, Scheme.SYSTEM)
    seen = []
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        system.emit(scheme)
        seen.append((theme.is_dark, theme.color("window").name()))
    assert seen == [
        (True, theme_tokens.dark()["window"]),
        (False, theme_tokens.light()["window"]),
    ]


def test_the_system_scheme_is_ignored_while_another_is_forced(
    qapp: QApplication, theme: Theme
) -> None:
    theme.apply(qapp, Scheme.DARK)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.color("window").name() == theme_tokens.dark()["window"]


def test_a_change_of_scheme_is_told_once(qapp: QApplication, theme: Theme) -> None:
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.is_dark))
    theme.apply(qapp, Scheme.DARK)
    assert told == [True]


def test_disabled_text_is_paler(qapp: QApplication, theme: Theme) -> None:
    palette = qapp.palette()
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert disabled == theme.color("disabled") != palette.color(QPalette.ColorRole.ButtonText)


def _ink(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = icon.pixmap(QSize(16, 16), 1.0, mode).toImage()
    pixels = (image.pixelColor(x, y) for x, y in product(range(16), range(16)))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


def test_an_icon_has_the_colour_of_its_token(theme: Theme) -> None:
    assert _ink(theme.icon("ban", "red_icon")) == {theme.color("red_icon").name()}


def test_an_icon_keeps_its_colour_in_a_selected_row(theme: Theme) -> None:
    icon = theme.icon("ban", "red_icon")
    assert _ink(icon, QIcon.Mode.Selected) == {theme.color("red_icon").name()}


def test_a_disabled_icon_is_paler(theme: Theme) -> None:
    icon = theme.icon("ban", "red_icon")
    assert _ink(icon, QIcon.Mode.Disabled) == {theme.color("disabled").name()}


def test_icons_are_drawn_once_and_anew_for_another_scheme(qapp: QApplication, theme: Theme) -> None:
    before = theme.icon("ban", "red_icon")
    assert theme.icon("ban", "red_icon").cacheKey() == before.cacheKey()
    theme.apply(qapp, Scheme.DARK)
    after = theme.icon("ban", "red_icon")
    assert _ink(after) == {theme_tokens.dark()["red_icon"]} != _ink(before)


def test_an_icon_is_as_sharp_as_the_screen(theme: Theme) -> None:
    pixmap = theme._painter.pixmap("ban", QColor("#000000"), 16, 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.deviceIndependentSize().toSize() == QSize(16, 16)


def test_icons_may_come_later_into_the_room_that_is_kept_for_them(qapp: QApplication) -> None:
    late = Theme(icons=False)
    late.apply(qapp, Scheme.LIGHT)
    told: list[bool] = []
    late.changed.connect(lambda: told.append(True))
    before, label = late.icon("key-round").pixmap(16), late.pixmap("key-round")
    late.draw_icons()
    assert told == [True]
    after = late.icon("key-round").pixmap(16)
    assert before.size() == after.size() == label.size()
    assert before.toImage() != after.toImage()
    assert late.pixmap("key-round").toImage() != label.toImage()
    late.draw_icons()
    assert told == [True]


def test_an_unknown_icon_is_refused(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


@pytest.mark.parametrize("symbol", Symbol)
def test_every_symbol_of_an_advice_has_its_icon(theme: Theme, symbol: Symbol) -> None:
    assert not theme.icon(symbol).isNull()


def _drawn() -> list[Path]:
    """Return the files of icons that the theme tints: all but the application's own."""
    return [f for f in (assets.root() / "icons").glob("*.svg") if f.stem != "otp-gui"]


def test_the_application_has_its_icon() -> None:
    icon = QIcon(str(assets.root() / "icons" / "otp-gui.svg"))
    assert icon.pixmap(QSize(16, 16)).toImage().pixelColor(8, 2).name() == "#0d74ce"


def test_every_icon_file_follows_the_colour_and_names_its_licence() -> None:
    for file in _drawn():
        text = file.read_text("utf-8")
        assert "currentColor" in text, file
        assert "@license" in text, file


def test_no_icon_is_shipped_that_nothing_names() -> None:
    package = Path(otp_gui.__file__).parent
    sources = "".join(file.read_text("utf-8") for file in package.rglob("*.py"))
    assert [f.stem for f in _drawn() if f'"{f.stem}"' not in sources] == []


def test_every_severity_and_kind_has_colours(theme: Theme) -> None:
    for severity in Severity:
        assert theme.severity(severity).icon == theme.color(theme.severity(severity).ink)
    for kind in Kind:
        assert theme.kind(kind).text == theme.color(theme.kind(kind).text_ink)
        assert theme.kind(kind).ink in theme_tokens.light()


def test_the_shipped_fonts_are_used(qapp: QApplication, theme: Theme) -> None:
    assert QFontInfo(qapp.font()).family() == "Inter"
    assert QFontInfo(theme.font(Size.SMALL, mono=True)).family() == "JetBrains Mono"
    assert theme.font(Size.LARGE, bold=True).weight() > theme.font(Size.LARGE).weight()
    assert theme.font(Size.LARGE).pixelSize() == 20


def test_tabular_figures_have_one_width(theme: Theme) -> None:
    metrics = QFontMetricsF(theme.font(Size.BODY, tabular=True))
    assert len({round(metrics.horizontalAdvance(str(digit) * 8), 3) for digit in range(10)}) == 1


@pytest.mark.parametrize("size", [(False, False), (True, False), (False, True)])
def test_the_shipped_fonts_hold_every_letter_of_both_languages(
    theme: Theme, size: tuple[bool, bool]
) -> None:
    bold, mono = size
    metrics = QFontMetricsF(theme.font(Size.BODY, bold=bold, mono=mono))
    for char in "AzЯёЁ№«»“”„—–…·×−→⟨⟩␀␊%+":
        assert metrics.inFontUcs4(ord(char)), char


def test_every_dollar_name_of_the_stylesheet_is_a_token() -> None:
    sheet = (assets.root() / "themes" / "window.qss").read_text("utf-8")
    names = set(re.findall(r"\$(\w+)", sheet)) - {"glyphs"}
    assert names <= theme_tokens.light().keys()


def test_the_stylesheet_holds_no_colour_of_its_own() -> None:
    sheet = (assets.root() / "themes" / "window.qss").read_text("utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb", sheet)
