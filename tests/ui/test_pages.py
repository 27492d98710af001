"""The pages of the result pane besides a single call: words, colours, languages."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from otp_gui import i18n
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import FollowUp, Severity, Symbol
from otp_gui.domain.environment import presets
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import phrase
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.watching import Ending
from otp_gui.services.inspect import FormatTrial, Presence, Sighting, Trial
from otp_gui.services.watch import Look, Watched, WatchEvent
from otp_gui.ui.result_pane import ResultPane
from otp_gui.ui.sightings import of_sightings, of_trial
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import Theme
from tests.fakes import REQUEST
from tests.ui.panes import Seconds
from tests.ui.records import NOT_COMPLETED, NOT_FOUND, NOW, SUCCESS, record
from tests.ui.shouting import shout, whispered

STAGE, PRODUCTION, _ = presets()
_CHANNEL = Outcome(
    Verdict.NOT_COMPLETED,
    http_status=200,
    response=(
        '{"type":"viber","status":"sent","label":"<b>Viber</b>","codeType":"codeless",'
        '"settings":{"lifetime":60,"numberOfTries":3,"numberOfRestart":2},'
        '"remainingCodeAttempts":2,"payload":{"hint":"blue"}}'
    ),
)
_BROKEN = Outcome(Verdict.UNKNOWN, Failure.RESET)


def inspection(status: Outcome, channel: Outcome, past: Past | None = None) -> Case:
    first = replace(record(1, status), operation=Operation.STATUS)
    second = replace(first, uid="uid-channel", operation=Operation.CHANNEL, outcome=channel)
    return Case(first, past or Past(), second)


def text(pane: ResultPane, name: str) -> str:
    found = pane.findChild(QWidget, name)
    assert isinstance(found, QLabel | PlainText), name
    return found.text()


def texts(pane: ResultPane, name: str) -> list[str]:
    return [label.text() for label in pane.findChildren(QLabel, name)]


def lines(pane: ResultPane, name: str) -> list[str]:
    found = pane.findChild(QListWidget, name)
    assert isinstance(found, QListWidget)
    return [found.item(row).text() for row in range(found.count())]


# An inspection


def test_the_channel_is_told_in_words_with_its_icon(pane: ResultPane) -> None:
    pane.show_case(inspection(NOT_COMPLETED, _CHANNEL))
    assert text(pane, "channelTitle") == "Viber · sent"
    facts = text(pane, "channelFacts")
    for fact in ("<b>Viber</b>", "no code", "2 of 3", "60", "Restarts allowed: 2"):
        assert fact in facts


def test_what_fails_both_calls_alike_is_told_once(pane: ResultPane) -> None:
    pane.show_case(inspection(NOT_FOUND, NOT_FOUND))
    assert text(pane, "resultType") == "status, channel: SessionNotFoundException · HTTP 404"
    i18n.install("ru")
    pane.retranslate()
    assert text(pane, "resultType").startswith("статус, канал: ")


@pytest.mark.parametrize(
    ("status", "channel", "told"),
    [
        (_BROKEN, _CHANNEL, "status: reset\nchannel: HTTP 200"),
        (NOT_COMPLETED, _BROKEN, "status: HTTP 201\nchannel: reset"),
    ],
)
def test_the_call_that_failed_is_named_and_the_other_s_answer_shown(
    pane: ResultPane, status: Outcome, channel: Outcome, told: str
) -> None:
    pane.show_case(inspection(status, channel))
    assert text(pane, "resultType") == told
    raw = pane.findChild(QWidget, "resultRaw")
    assert raw is not None
    shown = raw.toPlainText()  # type: ignore[attr-defined] # a QPlainTextEdit
    assert "No answer came from a server." in shown
    assert "HTTP 20" in shown
    assert bool(texts(pane, "channelTitle")) is (channel is _CHANNEL)


def test_a_channel_row_alone_is_shown_with_its_facts(pane: ResultPane) -> None:
    alone = replace(record(1, _CHANNEL), operation=Operation.CHANNEL)
    pane.show_case(Case(alone))
    assert text(pane, "channelTitle") == "Viber · sent"
    assert text(pane, "resultType") == "HTTP 200 · 184 ms"


def test_the_case_on_view_is_told(pane: ResultPane) -> None:
    told: list[Case | None] = []
    pane.case_shown.connect(told.append)
    case = inspection(NOT_COMPLETED, _CHANNEL)
    pane.show_case(case)
    pane.show_empty()
    assert told == [case, None]
    assert pane.case is None


class Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            self.shown += [watched.objectName()] if watched.isWindow() else []
        return False


@pytest.mark.parametrize(
    "answer",
    [
        _CHANNEL,
        Outcome(Verdict.NOT_COMPLETED, http_status=200, response='{"type":"sms","status":"sent"}'),
    ],
)
def test_no_part_of_the_page_is_ever_a_window_of_its_own(
    qapp: QApplication, pane: ResultPane, answer: Outcome
) -> None:
    windows = Windows(pane)
    qapp.installEventFilter(windows)
    pane.show_case(inspection(NOT_COMPLETED, answer))
    qapp.removeEventFilter(windows)
    assert windows.shown == []


# The timeline


def past() -> tuple[Case, CheckRecord]:
    shown = replace(record(9, NOT_COMPLETED), operator="boris")
    before = replace(record(3), request_id=shown.request_id, source=Source.WATCH)
    other = replace(record(4, NOT_FOUND), recipient=shown.recipient)
    return Case(shown, Past(session=[shown, before], recipient=[shown, other, before])), before


def test_the_timeline_tells_the_session_and_the_recipient_s_other_ones(pane: ResultPane) -> None:
    case, _before = past()
    pane.show_case(case)
    # What nobody looks at is not made.
    assert lines(pane, "timelineList") == []
    pane._card._tabs.setCurrentIndex(2)
    told = lines(pane, "timelineList")
    assert told[0].startswith("This session · ")
    assert "anna (watching)" in told[1]
    assert re.search(r"\b\d\d:\d\d:\d\d · ", told[1])
    assert "boris" in told[2]
    assert told[3].startswith("Other sessions of this recipient · ")
    assert "Session not found" in told[4]
    assert told[5] == "All calls for this recipient: 3"
    assert len(told) == 6


def test_the_timeline_that_is_open_follows_the_answer(pane: ResultPane) -> None:
    case, _before = past()
    pane.show_case(case)
    pane._card._tabs.setCurrentIndex(2)
    pane.show_case(Case(case.record))
    assert len(lines(pane, "timelineList")) == 2


def test_clicking_an_entry_asks_for_its_record_and_a_heading_does_not(
    pane: ResultPane, qtbot: QtBot
) -> None:
    case, before = past()
    asked: list[CheckRecord] = []
    pane.record_chosen.connect(asked.append)
    pane.show_case(case)
    pane._card._tabs.setCurrentIndex(2)
    listed = pane._card.timeline._list
    qtbot.waitUntil(listed.isVisible)
    for row in (0, 1):
        place = listed.visualItemRect(listed.item(row)).center()
        QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [before]


# What a search found


SIGHTINGS = [
    Sighting(STAGE, Presence.FOUND, replace(record(1, NOT_COMPLETED), operation=Operation.STATUS)),
    Sighting(PRODUCTION, Presence.NO_ACCESS),
    Sighting(replace(STAGE, id="a", name="A"), Presence.NO_TOKEN),
    Sighting(replace(STAGE, id="b", name="B"), Presence.UNCLEAR, record(2, _BROKEN)),
    Sighting(replace(STAGE, id="c", name="C"), Presence.NOT_FOUND),
]


def test_each_environment_says_its_own_and_only_a_find_can_be_taken(pane: ResultPane) -> None:
    taken: list[tuple[str, str]] = []
    pane.finding_taken.connect(lambda name, value: taken.append((name, value)))
    pane.show_findings(of_sightings(SIGHTINGS))
    assert text(pane, "findingsHeadline") == "Found in Stage"
    words = texts(pane, "findingWords")
    assert words[0].startswith("Knows this session: ")
    assert words[1:3] == ["Its token may not see this session", "No token stored: not asked"]
    assert words[3].startswith("No clear answer: ")
    assert words[4] == "Does not know this session"
    (button,) = pane.findChildren(QAbstractButton, "switchButton")
    assert button.accessibleName() == "Switch to Stage"
    button.click()
    assert taken == [("switchButton", "stage")]


@pytest.mark.parametrize(
    ("presences", "headline"),
    [
        ([Presence.FOUND, Presence.FOUND], "Found in 2 environments"),
        ([Presence.NOT_FOUND, Presence.NOT_FOUND], "Found nowhere"),
        ([Presence.NOT_FOUND, Presence.NO_ACCESS], "Not found where it could be asked"),
        ([Presence.NOT_FOUND, Presence.TOKEN_REFUSED], "Not found where it could be asked"),
        ([], "Not found where it could be asked"),
    ],
)
def test_the_headline_claims_no_more_than_was_answered(
    pane: ResultPane, presences: list[Presence], headline: str
) -> None:
    pane.show_findings(of_sightings([Sighting(STAGE, presence) for presence in presences]))
    assert text(pane, "findingsHeadline") == headline


def test_a_token_that_is_not_accepted_is_no_answer_about_the_session(pane: ResultPane) -> None:
    pane.show_findings(of_sightings([Sighting(STAGE, Presence.TOKEN_REFUSED)]))
    assert text(pane, "findingWords") == "Its token was not accepted (expired?): no answer"


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "There is no other spelling to try"), (3, "knows none of these 3 spellings")],
)
def test_another_number_tells_how_many_spellings_were_tried(
    pane: ResultPane, count: int, words: str
) -> None:
    trials = [Trial("+79990001122", record(1, _BROKEN))] * count
    pane.show_findings(of_trial(FormatTrial(trials, another_number=True)))
    assert words in text(pane, "findingsMeaning")


def test_a_trial_without_a_clear_end_claims_nothing(pane: ResultPane) -> None:
    pane.show_findings(of_trial(FormatTrial([Trial("+79990001122", record(1, _BROKEN))])))
    assert text(pane, "findingsHeadline") == "The trial had no clear end"
    assert pane.findChildren(QAbstractButton, "spellingButton") == []


# A watch


def event(what: str, severity: Severity = Severity.WAITING) -> WatchEvent:
    return WatchEvent(NOW, phrase(what), severity, Symbol.HOURGLASS)


def test_a_watch_counts_down_to_its_next_look(pane: ResultPane, seconds: Seconds) -> None:
    pane.show_watch(REQUEST, STAGE)
    assert text(pane, "watchClock") == "0:00 so far · looking…"
    pane.watch.show_look(Look(NOW, inspection(NOT_COMPLETED, _CHANNEL), 3.0))
    seconds.now += 61
    pane.watch.show_look(Look(NOW, inspection(NOT_COMPLETED, _CHANNEL), 3.0))
    assert text(pane, "watchClock") == "1:01 so far · next look in 3 s"
    slowed = Look(NOW, inspection(NOT_COMPLETED, _CHANNEL), 30.0, phrase("Slow down"))
    pane.watch.show_look(slowed)
    assert text(pane, "watchClock").splitlines() == ["1:01 so far · next look in 30 s", "Slow down"]


def test_the_newest_event_is_the_last_and_in_sight(pane: ResultPane, qtbot: QtBot) -> None:
    pane.show_watch(REQUEST, STAGE)
    for number in range(40):
        pane.watch.add_event(event(f"Event {number}"))
    listed = pane.watch._timeline
    bar = listed.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    assert lines(pane, "watchTimeline")[-1].endswith("Event 39")
    pane.resize(480, 420)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


@pytest.mark.parametrize("ending", Ending)
def test_every_ending_is_told_in_large_words_with_what_can_follow(
    pane: ResultPane, ending: Ending
) -> None:
    pane.show_watch(REQUEST, STAGE)
    case = inspection(SUCCESS if ending is Ending.CONFIRMED else NOT_FOUND, NOT_FOUND)
    pane.end_watch(Watched(ending, [], case, phrase("The disk is full.")))
    assert text(pane, "watchHeadline")
    assert text(pane, "watchMeaning")
    assert "The disk is full." in text(pane, "watchUnsaved")
    assert pane.watch.follow_ups
    assert (FollowUp.COMPLETE in pane.watch.follow_ups) is (ending is Ending.CONFIRMED)
    assert not pane.watch._timer.isActive()


def test_a_new_watch_begins_empty(pane: ResultPane) -> None:
    show_watched(pane)
    pane.show_watch(REQUEST, STAGE)
    assert lines(pane, "watchTimeline") == []
    assert text(pane, "watchHeadline") == "Watching"
    assert pane.watch.follow_ups == ()


# Every page


def show_card(pane: ResultPane) -> None:
    pane.show_case(inspection(NOT_COMPLETED, _CHANNEL), None, record(7))


def show_findings(pane: ResultPane) -> None:
    pane.show_findings(of_sightings(SIGHTINGS))


def show_watching(pane: ResultPane) -> None:
    pane.show_watch(REQUEST, STAGE)
    pane.watch.add_event(event("Event"))
    pane.watch.show_look(Look(NOW, inspection(NOT_COMPLETED, _CHANNEL), 3.0))


def show_watched(pane: ResultPane) -> None:
    show_watching(pane)
    pane.end_watch(Watched(Ending.CONFIRMED, [], inspection(SUCCESS, _CHANNEL)))


PAGES = [show_card, show_findings, show_watching, show_watched]
_NOT_WORDS = {
    *("1.", "2.", "3.", "Stage", "Production", "A", "B", "C", ""),
    f"{REQUEST.request_id.value}\nStage · {REQUEST.recipient.value}",
}


@pytest.mark.parametrize("show", PAGES)
def test_the_language_changes_everything_on_the_page(
    pane: ResultPane, monkeypatch: pytest.MonkeyPatch, show: object
) -> None:
    assert callable(show)
    show(pane)
    shout(monkeypatch, pane)
    # Names, the server's own words and those between them stay as they are.
    left = [
        t
        for t in whispered(pane, _NOT_WORDS)
        if "Stage" not in t
        and "HTTP" not in t
        and "SHOW THIS LOGIN" not in t
        and not t.startswith("Scroll ")
    ]
    assert left == []
    for listed in ("watchTimeline", "timelineList"):
        assert [t for t in lines(pane, listed) if "Event" in t or "status" in t] == []


@pytest.mark.parametrize("show", PAGES)
def test_every_button_on_the_page_has_a_name(pane: ResultPane, show: object) -> None:
    assert callable(show)
    show(pane)
    shown = [b for b in pane.findChildren(QAbstractButton) if b.isVisible() and b.objectName()]
    assert shown
    unnamed = [b.objectName() for b in shown if not b.accessibleName()]
    assert [name for name in unnamed if not name.startswith(("qt_", "Scroll"))] == []


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_headlines_follow_severity_and_scheme(
    qapp: QApplication, pane: ResultPane, theme: Theme, scheme: Scheme
) -> None:
    expected = {"findingsHeadline": Severity.SUCCESS, "watchHeadline": Severity.SUCCESS}
    show_findings(pane)
    show_watched(pane)
    theme.apply(qapp, scheme)
    for name, severity in expected.items():
        label = pane.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        colour = label.palette().color(QPalette.ColorRole.WindowText)
        assert colour == theme.severity(severity).strong
