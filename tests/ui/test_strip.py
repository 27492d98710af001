from dataclasses import replace

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.preferences import Scheme
from otp_gui.ui.kinds import KIND_ICONS
from otp_gui.ui.strip import EnvironmentStrip
from otp_gui.ui.theme import Theme

_STAGE, _PRODUCTION, _SANDBOX = presets()


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme) -> EnvironmentStrip:
    strip = EnvironmentStrip(theme)
    qtbot.addWidget(strip)
    strip.show()
    return strip


def _label(strip: EnvironmentStrip, name: str) -> QLabel:
    label = strip.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label


def _shown(strip: EnvironmentStrip, environment: Environment) -> list[str]:
    strip.set_environment(environment)
    names = ("environmentKind", "transportWarning", "certificateWarning")
    labels = (_label(strip, name) for name in names)
    return [label.text() for label in labels if label.isVisible()]


def test_a_production_says_what_is_at_stake(strip: EnvironmentStrip) -> None:
    assert _shown(strip, _PRODUCTION) == [
        "Production · Real logins: completing a session is visible to the customer."
    ]


def test_plain_http_is_warned_of_for_as_long_as_it_is_chosen(strip: EnvironmentStrip) -> None:
    kind, warning = _shown(strip, _STAGE)
    assert kind.startswith("Stage")
    assert "not encrypted" in warning
    assert len(_shown(strip, _PRODUCTION)) == 1
    assert _shown(strip, _STAGE)[1] == warning


def test_plain_http_on_loopback_is_no_danger(strip: EnvironmentStrip) -> None:
    assert _shown(strip, _SANDBOX) == [
        "Sandbox · Made-up logins on this computer: nothing leaves it."
    ]


def test_plain_http_to_a_production_is_said_to_be_refused(strip: EnvironmentStrip) -> None:
    plain = replace(_PRODUCTION, base_url="http://online.example/api")
    assert "No call can be made" in _shown(strip, plain)[1]


def test_an_unchecked_certificate_is_warned_of(strip: EnvironmentStrip) -> None:
    unchecked = replace(_STAGE, verify_tls=False)
    texts = _shown(strip, unchecked)
    assert len(texts) == 3
    assert "certificate is not checked" in texts[2]


def test_the_kind_is_said_in_words_where_the_name_does_not_say_it(strip: EnvironmentStrip) -> None:
    renamed = replace(_PRODUCTION, name="Customers EU")
    assert _shown(strip, renamed)[0].startswith("Customers EU (Production)")


def test_a_name_is_shown_as_the_characters_it_is(strip: EnvironmentStrip) -> None:
    renamed = replace(_STAGE, name="<b>Stage</b>\u202e" + "x" * 500)
    text = _shown(strip, renamed)[0]
    assert text.startswith("<b>Stage</b>⟨U+202E⟩")
    assert len(text) < 200


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_strip_has_the_colours_of_the_kind_in_each_scheme(
    qapp: QApplication, strip: EnvironmentStrip, theme: Theme, kind: Kind, scheme: Scheme
) -> None:
    strip.set_environment(replace(_STAGE, kind=kind, base_url="https://made-up.example/api"))
    theme.apply(qapp, scheme)
    palette = _label(strip, "environmentKind").palette()
    assert palette.color(QPalette.ColorRole.Window) == theme.kind(kind).background
    assert palette.color(QPalette.ColorRole.WindowText) == theme.kind(kind).text


@pytest.mark.parametrize("kind", [Kind.STAGE, Kind.SANDBOX, Kind.CUSTOM])
def test_the_strip_has_the_icon_of_the_list(
    strip: EnvironmentStrip, theme: Theme, kind: Kind
) -> None:
    strip.set_environment(replace(_STAGE, kind=kind, base_url="https://made-up.example/api"))
    tint = theme.kind(kind)
    icons = [label.pixmap().toImage() for label in strip.findChildren(QLabel)]
    assert theme.pixmap(KIND_ICONS[kind], tint.text_ink).toImage() in icons


def test_warnings_follow_the_scheme(
    qapp: QApplication, strip: EnvironmentStrip, theme: Theme
) -> None:
    strip.set_environment(_STAGE)
    theme.apply(qapp, Scheme.DARK)
    palette = _label(strip, "transportWarning").palette()
    assert palette.color(QPalette.ColorRole.WindowText) == theme.color("amber_strong")


def test_without_an_environment_nothing_is_said(strip: EnvironmentStrip) -> None:
    strip.set_environment(_STAGE)
    strip.set_environment(None)
    assert not [label for label in strip.findChildren(QLabel) if label.isVisible()]


def test_a_long_warning_wraps_in_a_narrow_window(strip: EnvironmentStrip, qtbot: QtBot) -> None:
    strip.set_environment(_STAGE)
    strip.resize(300, strip.sizeHint().height())
    label = _label(strip, "transportWarning")
    qtbot.waitUntil(lambda: strip.width() == 300)
    assert strip.heightForWidth(300) > strip.heightForWidth(900)
    assert label.wordWrap()
