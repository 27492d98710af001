import pytest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from otp_gui.domain.phrase import phrase
from otp_gui.domain.preferences import Scheme
from otp_gui.ui.notice_bar import NoticeBar
from otp_gui.ui.theme import Theme
from tests.ui.shouting import shout, whispered


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> NoticeBar:
    made = NoticeBar(theme)
    qtbot.addWidget(made)
    return made


def dismiss(bar: NoticeBar) -> None:
    button = bar.findChild(QToolButton, "dismissNoticeButton")
    assert button is not None
    button.click()


def test_it_is_not_there_without_a_notice(bar: NoticeBar) -> None:
    assert bar.isHidden()


def test_notices_stand_one_under_the_other_until_dismissed(bar: NoticeBar) -> None:
    bar.tell(phrase("One."))
    bar.tell(phrase("Two."))
    assert bar.texts() == ["One.", "Two."]
    dismiss(bar)
    assert bar.texts() == ["Two."]
    assert not bar.isHidden()
    dismiss(bar)
    assert bar.isHidden()


def test_the_same_is_told_once_even_after_it_was_dismissed(bar: NoticeBar) -> None:
    bar.tell(phrase("Locked since {time}.", time="12:00"))
    bar.tell(phrase("Locked since {time}.", time="12:00"))
    assert len(bar.texts()) == 1
    dismiss(bar)
    bar.tell(phrase("Locked since {time}.", time="12:00"))
    assert bar.texts() == []
    bar.tell(phrase("Locked since {time}.", time="12:01"))
    assert bar.texts() == ["Locked since 12:01."]


def test_what_was_told_within_another_sentence_is_not_told_again(bar: NoticeBar) -> None:
    bar.tell(phrase("{problem} Help yourself.", problem=phrase("It is {how}.", how="bad")))
    bar.tell(phrase("It is {how}.", how="bad"))
    assert bar.texts() == ["It is bad. Help yourself."]


def test_of_notices_about_the_same_only_the_last_stands_there(bar: NoticeBar) -> None:
    bar.tell(phrase("Other."))
    bar.tell(phrase("One."), anew=True, about="links")
    bar.tell(phrase("Two."), anew=True, about="links")
    bar.tell(phrase("Two."), anew=True, about="links")
    assert bar.texts() == ["Other.", "Two."]
    bar.tell(phrase("One."), anew=True, about="links")
    assert bar.texts() == ["Other.", "One."]
    bar.retract("links")
    assert bar.texts() == ["Other."]


def test_a_notice_is_plain_text(bar: NoticeBar) -> None:
    bar.tell(phrase("File {name}", name="<b>x</b>\u202e"))
    assert bar.texts() == ["File <b>x</b>⟨U+202E⟩"]
    label = bar.findChild(QLabel, "notice")
    assert label is not None
    assert label.textFormat().name == "PlainText"


def test_a_notice_is_a_warning(bar: NoticeBar, theme: Theme) -> None:
    bar.tell(phrase("One."))
    label = bar.findChild(QLabel, "notice")
    assert label is not None
    assert label.palette().window().color() == theme.color("amber_background")
    assert label.palette().windowText().color() == theme.color("amber_strong")


def test_a_notice_follows_the_language(bar: NoticeBar, monkeypatch: pytest.MonkeyPatch) -> None:
    bar.tell(phrase("One."))
    shout(monkeypatch, bar)
    assert bar.texts() == ["ONE."]
    assert whispered(bar) == []


def test_a_notice_follows_the_scheme(bar: NoticeBar, theme: Theme, qapp: object) -> None:
    bar.tell(phrase("One."))
    label = bar.findChild(QLabel, "notice")
    assert label is not None
    before = label.palette().windowText().color()
    theme.apply(qapp, Scheme.DARK)  # type: ignore[arg-type]  # pytest-qt types it as the core application
    assert label.palette().windowText().color() != before
