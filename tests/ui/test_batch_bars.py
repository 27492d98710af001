"""What the batch window says of how the rows came out: bars where there is room, else chips."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from otp_gui.domain.batch import BatchRun, RunSettings, RunState
from otp_gui.domain.batch_rules import Pace, Tally
from otp_gui.domain.catalogue.model import Severity
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.preferences import Scheme
from otp_gui.ui.batch_bars import BatchBars, _Bar, _Line
from otp_gui.ui.batch_counts import BatchCounts
from otp_gui.ui.batch_run import Offers
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.theme import Theme
from otp_gui.ui.when import moment
from tests.unit.store.records import BASE_URL, START

TALLY = Tally(
    {
        Verdict.ERROR: 40,
        Verdict.SUCCESS: 1200,
        Verdict.NOT_SENT: 3,
        Verdict.UNKNOWN: 2,
        Verdict.NOT_COMPLETED: 300,
    },
    {"SessionNotFoundException": 30, "dns": 10},
    forgotten=1,
)
VERDICTS = [
    *("Completed: 1,200", "Not completed: 300", "Refused: 40", "Unknown: 2", "Not sent: 3"),
    "Deleted since: 1",
]
RUN = BatchRun(
    *("run", START, "stage", BASE_URL, Operation.COMPLETE, "list.csv", RunSettings(), 1546, 1546),
    RunState.FINISHED,
)


@pytest.fixture
def bars(theme: Theme) -> Iterator[BatchBars]:
    made = BatchBars(theme)
    made.resize(236, 600)
    made.show()
    yield made
    made.deleteLater()


@pytest.fixture
def window(theme: Theme) -> Iterator[BatchWindow]:
    made = BatchWindow(theme)
    made.show()
    yield made
    made.deleteLater()


def said(widget: QWidget) -> list[str]:
    """Return what stands in the labels that are to be seen, in their order."""
    labels = [label for label in widget.findChildren(QLabel) if label.isVisible()]
    labels.sort(key=lambda label: label.mapTo(widget, label.rect().topLeft()).toTuple()[::-1])
    return [label.text() for label in labels if label.text()]


def inked(line: QWidget, colour: str) -> int:
    """Return how many pixels of a bar's middle have a colour."""
    image = line.grab().toImage()
    middle = image.height() // 2
    return sum(image.pixelColor(x, middle).name() == colour for x in range(image.width()))


def lines(bars: BatchBars) -> list[QWidget]:
    return [
        bar.findChild(_Line)  # type: ignore[misc] # every bar has one
        for bar in bars.findChildren(_Bar)
        if bar.isVisible()
    ]


def test_bars_tell_each_verdict_and_type_in_words(bars: BatchBars) -> None:
    bars.show_tally(TALLY, Operation.COMPLETE)
    QApplication.processEvents()
    types = ["SessionNotFoundException: 30", "Host not found: 10"]
    assert said(bars) == ["Results", *VERDICTS, "Types", *types]
    bars.show_tally(TALLY, Operation.STATUS)
    assert "Confirmed: 1,200" in said(bars)


def test_a_bar_is_as_long_as_its_share_of_the_longest(bars: BatchBars, theme: Theme) -> None:
    bars.show_tally(Tally({Verdict.SUCCESS: 100, Verdict.ERROR: 25}), Operation.COMPLETE)
    QApplication.processEvents()
    good, bad = lines(bars)
    full = inked(good, theme.severity(Severity.SUCCESS).icon.name())
    part = inked(bad, theme.severity(Severity.OVER).icon.name())
    assert full > 150
    assert part == pytest.approx(full / 4, abs=2)


def test_what_none_came_to_has_no_bar(bars: BatchBars) -> None:
    bars.show_tally(TALLY, Operation.COMPLETE)
    bars.show_tally(Tally({Verdict.SUCCESS: 5}), Operation.COMPLETE)
    assert said(bars) == ["Results", "Completed: 5"]
    bars.show_tally(Tally(), Operation.COMPLETE)
    assert said(bars) == []


def test_the_types_of_a_server_are_made_visible_and_few(bars: BatchBars) -> None:
    types = {f"type-{number}\u202e": 30 - number for number in range(20)}
    bars.show_tally(replace(TALLY, types=types), Operation.COMPLETE)
    told = [text for text in said(bars) if text.startswith("type-")]
    assert len(told) == 12
    assert "type-0⟨U+202E⟩: 30" in told


def test_bars_follow_the_scheme(bars: BatchBars, theme: Theme, qapp: QApplication) -> None:
    bars.show_tally(Tally({Verdict.SUCCESS: 1}), Operation.COMPLETE)
    light = theme.severity(Severity.SUCCESS).icon.name()
    theme.apply(qapp, Scheme.DARK)
    dark = theme.severity(Severity.SUCCESS).icon.name()
    QApplication.processEvents()
    [line] = lines(bars)
    assert light != dark
    assert inked(line, dark) > 150


def test_chips_tell_the_same_and_the_types_in_a_sentence(theme: Theme) -> None:
    counts = BatchCounts(theme)
    counts.resize(768, 80)
    counts.show()
    types = {f"type-{number}": 30 - number for number in range(8)}
    counts.show_tally(replace(TALLY, types=types), Operation.COMPLETE)
    QApplication.processEvents()
    *chips, sentence = said(counts)
    assert chips == VERDICTS
    assert sentence.startswith("Types: type-0:\u00a030 · type-1:\u00a029 · ")
    assert sentence.endswith(" · type-5:\u00a025 · 2 more")
    counts.show_tally(Tally(), Operation.COMPLETE)
    assert said(counts) == []
    counts.deleteLater()


@pytest.mark.parametrize(("width", "height"), [(800, 560), (960, 640), (1100, 720)])
def test_what_the_rows_came_to_is_to_be_seen_in_a_window_of_any_size(
    window: BatchWindow, width: int, height: int
) -> None:
    window.resize(width, height)
    window.run.begin(RUN.count)
    window.bars.show_tally(TALLY, Operation.COMPLETE)
    window.run.show_progress(1545, TALLY, Operation.COMPLETE, Pace(10.0, 1.0))
    window.show_run("sandbox")
    QApplication.processEvents()
    for _ in range(2):
        told = said(window)
        assert [text for text in told if text in VERDICTS] == VERDICTS
        assert [text for text in told if "Host not found" in text] != []
        assert window.size().toTuple() == (width, height)
        # The table keeps room for some rows.
        assert window.rows.table.viewport().height() > 120
        window.run.end(RUN, TALLY, Offers(unknown=2, is_unseen=True, again=3))
        QApplication.processEvents()


def test_bars_and_chips_change_places_with_the_width(window: BatchWindow) -> None:
    window.resize(800, 560)
    window.run.end(RUN, TALLY, Offers())
    window.bars.show_tally(TALLY, Operation.COMPLETE)
    window.show_run("sandbox")
    assert (window.bars.isVisible(), window.run.counts.isVisible()) == (False, True)
    window.resize(1100, 560)
    assert (window.bars.isVisible(), window.run.counts.isVisible()) == (True, False)
    # A list that is no run yet has neither.
    window.show_list(there=True)
    assert (window.bars.isVisible(), window.run.counts.isVisible()) == (False, False)


def test_a_run_that_is_held_tells_no_pace(window: BatchWindow) -> None:
    run, pace = window.run, Pace(4.0, 30.0)
    run.begin(10)
    run.show_progress(2, Tally(), Operation.STATUS, pace)
    assert run._words.text() == "2 of 10 · 4.0 a second, 30 s left"
    run.show_hold(START)
    # A time alone would be one of today.
    assert run._held.text().endswith(f"nothing is sent before {moment(START)}.")
    run.show_progress(2, Tally(), Operation.STATUS, pace)
    assert run._words.text() == "2 of 10"
    run.show_hold(None)
    run.show_progress(2, Tally(), Operation.STATUS, pace)
    assert run._words.text().endswith("30 s left")
