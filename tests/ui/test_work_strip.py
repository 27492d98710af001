"""The strip under the window and the figures in it."""

import pytest
from PySide6.QtWidgets import QApplication, QProgressBar
from pytestqt.qtbot import QtBot

from otp_gui.domain.phrase import phrase
from otp_gui.domain.upkeep import Purge
from otp_gui.i18n import render
from otp_gui.ui.figures import days, found, found_in_short, ranges
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import Theme
from otp_gui.ui.work_strip import WorkStrip


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([7], "7"), ([1, 2, 3], "1–3"), ([1, 3, 4, 9], "1, 3–4, 9")],
)
def test_numbers_in_a_row_are_said_as_one(numbers: list[int], text: str) -> None:
    assert ranges(numbers) == text


def test_a_purge_is_said_with_what_there_is_of_it() -> None:
    assert render(found(Purge())) == "0 calls"
    assert render(found(Purge(1, 2, 1))) == (
        "1 call, mentions in 2 other calls, 1 file beside the history"
    )
    assert render(found(Purge(2, files=1, uncalled=3, runs=1))) == (
        "2 calls, 3 rows of lists that were never called, with that the rest of 1 batch run that"
        " could still be resumed, 1 file beside the history"
    )
    assert [render(found_in_short(Purge(rows, uncalled=2))) for rows in (0, 1)] == [
        "2 rows of lists",
        "1 call",
    ]
    assert [render(days(count)) for count in (1, 30, None)] == ["1 day", "30 days", "For ever"]


def test_it_follows_the_language(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    strip = WorkStrip(theme)
    qtbot.addWidget(strip)
    strip.tell([phrase("Phone numbers are masked in it.")])
    label = strip.findChild(PlainText, "workText")
    assert isinstance(label, PlainText)
    language = LanguageSwitch(qapp)
    language.choose("ru")
    qapp.sendPostedEvents()
    said = label.text()
    language.choose("en")
    assert said == "Номера телефонов в файле скрыты."


def test_what_others_wrote_is_no_markup_and_never_endless(qtbot: QtBot, theme: Theme) -> None:
    strip = WorkStrip(theme)
    qtbot.addWidget(strip)
    strip.tell([phrase("{x}", x="<b>\u202e" + "a" * 100_000)])
    label = strip.findChild(PlainText, "workText")
    assert isinstance(label, PlainText)
    assert "\u202e" not in label.text()
    assert len(label.text()) < 3_000
    assert strip.sizeHint().height() < 150


def test_a_share_is_shown_where_the_whole_is_known(qtbot: QtBot, theme: Theme) -> None:
    strip = WorkStrip(theme)
    qtbot.addWidget(strip)
    strip.begin(phrase("Exporting"))
    bar = strip.findChild(QProgressBar, "workBar")
    assert isinstance(bar, QProgressBar)
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    strip.show_progress(phrase("Exporting"), 1, 4)
    assert bar.value() * 4 == bar.maximum()
    strip.show_progress(phrase("Exporting"), 9, 4)
    assert bar.value() == bar.maximum()
