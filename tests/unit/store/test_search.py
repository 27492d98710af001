import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.store import reading
from otp_gui.store.migrations import STEPS, upgrade
from otp_gui.store.rows import storable
from otp_gui.store.search import MAX_TEXT, restriction
from otp_gui.store.writing import finish
from tests.unit.store.records import NOT_FOUND, START, ended

LETTERS = "aAbBzZсСяЯёЁ09 %_*?[]^\"'\\-()+.:;{}\n\t\0é🙂\ud800"
ALTERNATIVES = re.compile(r"\((\w+ GLOB :(text|number[01])( OR |\)$))+")
SLOW_FIXTURE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    upgrade(connection, STEPS, lambda _: None)
    yield connection
    connection.close()


@pytest.fixture(params=["index", "newest", "rows"])
def _way(
    request: pytest.FixtureRequest, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Search by the index, among rows not indexed yet, and row by row as where many match."""
    if request.param == "index":
        connection.execute("UPDATE search_mark SET last = 1000000")
    if request.param == "rows":
        monkeypatch.setattr(reading, "RARE", 0)
        monkeypatch.setattr(reading, "WINDOW", 2)


def notes_found(connection: sqlite3.Connection, text: str) -> set[str]:
    walk = reading.PageWalk(HistoryQuery(text), None, 1000)
    while not walk.step(connection):
        pass
    return {found.note for found in walk.page().records}


def folded(text: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@pytest.mark.usefixtures("_way")
@SLOW_FIXTURE
@given(
    notes=st.sets(st.text(LETTERS.replace("\0", ""), max_size=12), max_size=6),
    text=st.text(LETTERS, min_size=1, max_size=6),
)
def test_search_finds_exactly_the_rows_that_hold_the_text(
    connection: sqlite3.Connection, notes: set[str], text: str
) -> None:
    connection.execute("DELETE FROM checks")
    for note in notes:
        finish(connection, ended(note=note, request_id="", recipient="", base_url=""))
    stored = {storable(ended(note=note)).note for note in notes}

    needle = folded(text.replace("\0", "").replace("\ud800", "?").strip())

    assert notes_found(connection, text) == {note for note in stored if needle in folded(note)}


@pytest.mark.usefixtures("_way")
@SLOW_FIXTURE
@given(data=st.data(), note=st.text(st.characters(exclude_characters="\0"), min_size=1))
def test_any_part_of_any_text_finds_its_row(
    connection: sqlite3.Connection, data: st.DataObject, note: str
) -> None:
    connection.execute("DELETE FROM checks")
    saved = finish(connection, ended(NOT_FOUND, note=note))
    start = data.draw(st.integers(0, len(note) - 1))
    part = note[start : data.draw(st.integers(start + 1, len(note)))]

    assert notes_found(connection, part) == {saved.note}


WRITTEN = [
    "+7 999 000-11-22",
    "8 (999) 000-11-22",
    "79990001122",
    "89990001122",
    "+7(999)000-11-22",
    "+7 999 0001122",
    "8-999-000-11-22",
    "8 999 000 11 22",
    "9990001122",
]


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("typed", [*WRITTEN, "999000", "000-11-22", "0001122", "11 22", "1122"])
def test_number_in_a_note_is_found_in_any_spelling(
    connection: sqlite3.Connection, typed: str
) -> None:
    notes = {f"call {written} back" for written in WRITTEN}
    for note in notes:
        finish(connection, ended(note=note, recipient="", request_id=""))
    said = ended(Outcome(Verdict.ERROR, message=f"no such {WRITTEN[0]}"), note="in the message")
    finish(connection, said)
    finish(connection, ended(note="call +7 999 000-11-33 back", recipient=""))

    found = notes_found(connection, typed)

    assert found - {"call +7 999 000-11-33 back"} == {*notes, "in the message"}
    assert len(found) == 10 + (typed == "999000")


@given(st.text())
def test_what_is_typed_never_becomes_sql(text: str) -> None:
    said = restriction(HistoryQuery(text, environment=text))

    assert said.fields == "1 AND environment = :environment"
    assert said.scanned is None or ALTERNATIVES.fullmatch(said.scanned)


def test_only_the_beginning_of_a_very_long_text_counts(connection: sqlite3.Connection) -> None:
    note = "я" * (MAX_TEXT + 50)
    finish(connection, ended(note=note))

    assert notes_found(connection, "Я" * 100_000) == {note}
    assert notes_found(connection, "я" * MAX_TEXT + "z") == {note}


@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize("period", ["since", "until", "since until"])
@pytest.mark.parametrize("restricted", [{}, {"environment": "stage"}, {"verdict": Verdict.SUCCESS}])
def test_last_window_of_a_period_costs_no_more_than_the_first(
    connection: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    restricted: dict[str, Any],
    period: str,
    ascending: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    monkeypatch.setattr(reading, "WINDOW", 20)
    for minute in range(1_000):
        finish(connection, ended(started_at=START + timedelta(minutes=minute)))
    ends: dict[str, Any] = {"since": START, "until": START + timedelta(minutes=1_000)}
    asked = {name: ends[name] for name in period.split()}
    rows = reading.ByTime(HistoryQuery(**restricted, **asked, ascending=ascending))
    costs: list[int] = []
    connection.set_progress_handler(lambda: costs.append(costs.pop() + 1), 1)
    is_last, seen = False, 0
    while not is_last:
        costs.append(0)
        window = rows.window(connection, at_once=False)
        sql = f"SELECT count(*) FROM {window.source}"  # noqa: S608 - constants
        seen += connection.execute(sql, window.values).fetchone()[0]
        rows.go_behind(window)
        is_last = window.is_last

    assert seen == 1_000
    # The first one compares with one end only.
    assert max(costs) < 2 * costs[1]
