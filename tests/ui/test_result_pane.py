from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from otp_gui import i18n
from otp_gui.domain.advice import Severity
from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Remark, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import phrase
from otp_gui.domain.preferences import Scheme
from otp_gui.ui.result_pane import ResultPane
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import Size, Theme
from tests.ui.panes import Seconds
from tests.ui.records import NOT_COMPLETED, NOT_FOUND, RUNNING, SUCCESS, TIMED_OUT, record

_MARKUP = "<b>bold</b><img src=x>"


def _text(pane: ResultPane, name: str) -> str:
    widget = pane.findChild(QWidget, name)
    assert isinstance(widget, QLabel | PlainText), name
    return widget.text()


def _raw(pane: ResultPane) -> str:
    raw = pane.findChild(QPlainTextEdit, "resultRaw")
    assert isinstance(raw, QPlainTextEdit)
    return raw.toPlainText()


def _visible(pane: ResultPane, name: str) -> bool:
    widget = pane.findChild(QWidget, name)
    return isinstance(widget, QWidget) and widget.isVisible()


def _cancel(pane: ResultPane) -> QPushButton:
    button = pane.findChild(QPushButton, "cancelButton")
    assert isinstance(button, QPushButton)
    return button


def test_at_first_it_says_how_to_begin(pane: ResultPane) -> None:
    texts = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Paste a ticket, a link or a curl command") for text in texts)
    # True with an empty history and with a full one.
    assert "No answer chosen" in texts
    assert not _visible(pane, "resultHeadline")
    assert not _cancel(pane).isVisible()


def test_it_explains_an_answer(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND, environment="production")))
    assert _text(pane, "resultHeadline") == "Session not found"
    assert _text(pane, "resultType") == "SessionNotFoundException · HTTP 404 · 184 ms"
    assert _text(pane, "resultMessage") == "Сессия не найдена"
    assert _text(pane, "resultMeaning").startswith("This environment knows no such session")
    assert _text(pane, "resultWhoseMove") == "Support"
    assert _text(pane, "resultNextStep").startswith("Compare the request ID")
    assert _text(pane, "resultNextStep2")
    assert _text(pane, "resultRequestId") == "d385ab22-0f51-4b97-9ecd-000000000001"
    assert _text(pane, "resultEnvironment") == "Production"


def test_what_the_server_did_not_say_is_not_there(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=SUCCESS)))
    assert _text(pane, "resultType") == "HTTP 201 · 184 ms"
    assert not _visible(pane, "resultMessage")
    assert not _visible(pane, "resultUnsaved")


def test_our_own_cause_stands_where_the_server_gave_none(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=TIMED_OUT)))
    assert _text(pane, "resultType") == "timeout · 184 ms"


def test_a_long_call_has_the_unit_of_the_history(pane: ResultPane) -> None:
    pane.show_case(Case(replace(record(outcome=TIMED_OUT), duration_ms=15_204.0)))
    assert _text(pane, "resultType") == "timeout · 15,204 ms"


def test_earlier_calls_change_the_reading_of_false(pane: ResultPane) -> None:
    completed = record(1, SUCCESS)
    asked_again = replace(record(2, NOT_COMPLETED), request_id=completed.request_id)
    pane.show_case(Case(asked_again))
    assert _text(pane, "resultHeadline") == "Not completed"
    pane.show_case(Case(asked_again, Past(session=[completed])))
    assert _text(pane, "resultHeadline") == "Completed earlier"


def test_notes_are_shown_one_by_one(pane: ResultPane) -> None:
    remarks = (Remark.EXTRA_FIELDS, Remark.TRUNCATED)
    pane.show_case(Case(record(outcome=replace(SUCCESS, remarks=remarks))))
    assert "more than the reference names" in _text(pane, "resultNote")
    assert "64 KB" in _text(pane, "resultNote2")


def test_a_record_that_is_not_kept_says_why(pane: ResultPane) -> None:
    pane.show_case(Case(record()), phrase("The disk is full."))
    assert _visible(pane, "resultUnsaved")
    assert "The disk is full." in _text(pane, "resultUnsaved")


@pytest.mark.parametrize("verdict", Verdict)
def test_whatever_a_row_holds_is_shown(pane: ResultPane, verdict: Verdict) -> None:
    for failure in Failure:
        pane.show_case(Case(record(outcome=Outcome(verdict, failure))))
        assert _text(pane, "resultHeadline")
        assert failure.value in _text(pane, "resultType")


def test_the_words_of_the_server_are_shown_as_the_characters_they_are(pane: ResultPane) -> None:
    outcome = replace(NOT_FOUND, message=_MARKUP, error_type=_MARKUP, response=_MARKUP)
    pane.show_case(Case(replace(record(outcome=outcome), request_id=_MARKUP, operator=_MARKUP)))
    assert _text(pane, "resultMessage") == _MARKUP
    assert _text(pane, "resultType").startswith(_MARKUP)
    assert _text(pane, "resultRequestId") == _MARKUP
    assert _MARKUP in _raw(pane)
    formats = {label.textFormat() for label in pane.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}


def test_what_hides_or_reorders_is_made_visible(pane: ResultPane) -> None:
    evil = "a\u202eb\u0000c"
    pane.show_case(Case(record(outcome=replace(NOT_FOUND, message=evil, response=evil))))
    assert _text(pane, "resultMessage") == "a⟨U+202E⟩b␀c"
    assert _raw(pane).endswith("a⟨U+202E⟩b␀c")


def test_a_huge_message_is_cut_with_a_note_and_does_not_spread(pane: ResultPane) -> None:
    outcome = replace(NOT_FOUND, message="m" * 1_000_000, response="r" * 65_536)
    width = pane.minimumSizeHint().width()
    pane.show_case(Case(record(outcome=outcome)))
    assert _text(pane, "resultMessage") == "m" * 4096
    assert _visible(pane, "resultMessageNote")
    assert _raw(pane).endswith("r" * 4096)
    assert "Cut here" in _text(pane, "resultRawNote")
    assert pane.minimumSizeHint().width() <= max(width, 400)
    message = pane.findChild(PlainText, "resultMessage")
    assert isinstance(message, PlainText)
    assert message.height() < 200


def test_a_short_message_is_as_high_as_its_lines(pane: ResultPane) -> None:
    box = pane.findChild(PlainText, "resultMessage")
    assert isinstance(box, PlainText)
    heights = []
    for message in ("one line", "three\nlines\nhere"):
        pane.show_case(Case(record(outcome=replace(NOT_FOUND, message=message))))
        heights.append(box.height())
    assert heights[1] - heights[0] == 2 * box.fontMetrics().lineSpacing()


def test_json_is_laid_out_unless_asked_for_as_received(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND)))
    assert _raw(pane).splitlines()[:3] == [
        "HTTP 404",
        "content-type: application/json",
        "x-request-id: 7f1c",
    ]
    assert '\n  "httpStatus": 404\n}' in _raw(pane)
    box = pane.findChild(QCheckBox, "asReceivedBox")
    assert isinstance(box, QCheckBox)
    box.setChecked(True)
    assert _raw(pane).endswith(NOT_FOUND.response or "?")


def test_laying_out_changes_no_token_of_the_answer(pane: ResultPane) -> None:
    body = '{"n":1.10000000000000000000000000001,"n":1e5,"s":"\\u0421"}'
    pane.show_case(Case(record(outcome=replace(NOT_FOUND, response=body))))
    shown = _raw(pane).partition("\n\n")[2]
    assert "".join(shown.split()) == body


@pytest.mark.parametrize("body", ["{", "<html></html>", "[" * 60_000, "\ud800", ""])
def test_what_is_not_json_is_shown_as_received(pane: ResultPane, body: str) -> None:
    pane.show_case(Case(record(outcome=replace(NOT_FOUND, response=body))))
    assert _raw(pane).startswith("HTTP 404")
    box = pane.findChild(QCheckBox, "asReceivedBox")
    assert isinstance(box, QCheckBox)
    assert box.isHidden()


def test_the_open_tab_stays_open_for_the_next_record(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND)))
    tabs = pane.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(1)
    pane.show_case(Case(record(2, SUCCESS)))
    assert tabs.currentIndex() == 1
    assert tabs.tabText(1) == "Server's answer"


def test_a_new_answer_is_explained_whatever_tab_was_open(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND)))
    tabs = pane.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(1)
    pane.show_running(15, Operation.COMPLETE)
    pane.show_case(Case(record(2, SUCCESS)))
    assert tabs.currentIndex() == 0


def test_a_running_call_tells_phase_and_time(pane: ResultPane, seconds: Seconds) -> None:
    pane.show_running(15, Operation.COMPLETE)
    assert _text(pane, "runningPhase") == "Preparing…"
    assert "without consequences" in _text(pane, "runningDoubt")
    seconds.now += 4.2
    pane.set_phase(Phase.WAITING)
    assert _text(pane, "runningPhase") == "Waiting for the answer…"
    assert _text(pane, "runningTime") == "4 s so far, 11 s left"
    assert "stays unknown" in _text(pane, "runningDoubt")


def test_the_time_left_counts_down_by_itself_and_never_below_zero(
    pane: ResultPane, seconds: Seconds, qtbot: QtBot
) -> None:
    pane.show_running(15, Operation.COMPLETE)
    seconds.now += 99
    qtbot.waitUntil(lambda: _text(pane, "runningTime") == "99 s so far, 0 s left")


def test_counting_ends_with_the_call(pane: ResultPane) -> None:
    pane.show_running(15, Operation.COMPLETE)
    assert pane._running._timer.isActive()
    pane.show_case(Case(record()))
    assert not pane._running._timer.isActive()


def test_cancel_asks_for_it(pane: ResultPane, qtbot: QtBot) -> None:
    pane.show_running(15, Operation.COMPLETE)
    with qtbot.waitSignal(pane.cancel_requested):
        QTest.mouseClick(_cancel(pane), Qt.MouseButton.LeftButton)


def test_a_record_still_in_flight_is_shown_as_such(pane: ResultPane) -> None:
    pane.show_case(Case(replace(record(outcome=RUNNING), duration_ms=None, finished_at=None)))
    assert _text(pane, "resultHeadline") == "Call in progress"
    assert _text(pane, "resultType") == ""


def test_it_can_be_emptied_again(pane: ResultPane) -> None:
    pane.show_case(Case(record()))
    pane.show_empty()
    assert not _visible(pane, "resultHeadline")


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_headline_follows_severity_and_scheme(
    qapp: QApplication, pane: ResultPane, theme: Theme, scheme: Scheme
) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND)))
    theme.apply(qapp, scheme)
    headline = pane.findChild(QLabel, "resultHeadline")
    assert isinstance(headline, QLabel)
    colour = headline.palette().color(QPalette.ColorRole.WindowText)
    assert colour == theme.severity(Severity.DATA).strong


def test_what_is_there_to_read_can_be_selected_once_it_was_clicked(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND)))
    for name in ("resultHeadline", "resultType", "resultMessage", "resultMeaning"):
        widget = pane.findChild(QWidget, name)
        assert isinstance(widget, QLabel | QPlainTextEdit)
        assert widget.focusPolicy() is Qt.FocusPolicy.ClickFocus, name
        keyboard = Qt.TextInteractionFlag.TextSelectableByKeyboard
        assert widget.textInteractionFlags() & keyboard, name


def _tab_stops(pane: ResultPane, qtbot: QtBot, count: int) -> list[str]:
    """Return what the tab key goes through from the bar of tabs on."""
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    tabs = pane.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    tabs.tabBar().setFocus()
    seen = []
    for _ in range(count):
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        seen.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return seen


def test_tab_stops_only_where_there_is_something_to_do(pane: ResultPane, qtbot: QtBot) -> None:
    pane.resize(480, 1200)
    shown = record(outcome=NOT_FOUND)
    pane.set_at_hand((shown.request_id, shown.recipient, shown.environment))
    pane.show_case(Case(shown))
    qtbot.waitUntil(lambda: pane.height() == 1200)
    tabs = pane.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    bar = tabs.tabBar().objectName()
    area = pane.findChild(QScrollArea, "explanationArea")
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert _tab_stops(pane, qtbot, 4) == [bar, "followUpLookElsewhere", "noteButton", bar]
    tabs.setCurrentIndex(1)
    stops = [bar, "asReceivedBox", "resultRaw", "followUpLookElsewhere"]
    assert _tab_stops(pane, qtbot, 4) == stops


def test_what_does_not_fit_is_scrolled_by_keyboard(pane: ResultPane, qtbot: QtBot) -> None:
    pane.resize(480, 400)
    shown = record(outcome=replace(NOT_FOUND, message="long words " * 200))
    pane.set_at_hand((shown.request_id, shown.recipient, shown.environment))
    pane.show_case(Case(shown))
    area = pane.findChild(QScrollArea, "explanationArea")
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    stops = ["explanationArea", "followUpLookElsewhere", "noteButton", "resultMessage"]
    assert _tab_stops(pane, qtbot, 5)[1:] == stops
    for name in ("explanationArea", "resultMessage"):
        widget = pane.findChild(QAbstractScrollArea, name)
        assert isinstance(widget, QAbstractScrollArea)
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_PageDown)
        assert widget.verticalScrollBar().value() > 0, name


def test_every_input_button_and_text_box_has_an_accessible_name(pane: ResultPane) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND)))
    for kind in (QPlainTextEdit, QPushButton, QCheckBox, QTabWidget):
        for widget in pane.findChildren(kind):
            if widget.isVisible() or widget.objectName():
                assert widget.accessibleName(), widget.objectName()


def test_a_new_language_reaches_what_is_shown(
    pane: ResultPane, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    pane.show_case(Case(record(outcome=NOT_FOUND)))
    monkeypatch.setattr(i18n._Current.catalogue, "gettext", lambda text: f"~{text}")
    qapp.sendEvent(pane, QEvent(QEvent.Type.LanguageChange))
    assert _text(pane, "resultHeadline") == "~Session not found"
    assert _text(pane, "resultMessage") == "Сессия не найдена"


def test_a_text_in_next_to_no_width_settles(qtbot: QtBot, theme: Theme) -> None:
    text = PlainText(theme.font(Size.BODY), 3, "resultMessage")
    qtbot.addWidget(text)
    text.show_text("What the server said, in its words", "The server's message")
    text.show()
    for width in range(30, 0, -1):
        text.resize(width, text.height())
    text.resize(400, text.height())
    assert text.height() == text.fontMetrics().lineSpacing()
