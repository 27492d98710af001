"""What a screen reader finds in the real window, and what can be done through it alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.accessible import State, Widget
from tests.e2e.desktop import OPERATOR, Desktop, Row, Window, login, window

NOT_FOUND, FORBIDDEN = 16, 32
CYRILLIC = re.compile("[а-яё]")
CONTROLS = {
    "tokenButton",
    "requestIdEdit",
    "recipientEdit",
    "inspectButton",
    "watchButton",
    "completeButton",
    "cancelButton",
    "historyTable",
    "historySearch",
}
COMBO_BOXES = {"environmentCombo", "historyEnvironmentFilter", "historyVerdictFilter"}
EXPLANATIONS = {"resultHeadline", "resultMeaning", "resultNextStep"}
SURFACE = {
    *CONTROLS,
    *COMBO_BOXES,
    *EXPLANATIONS,
    "tokenStatus",
    "inputHint",
    "resultPane",
    "resultType",
    "resultMessage",
    "resultRaw",
}
"""What DESIGN promises of this version."""
TAB_STOPS = {"push button", "button menu", "text", "combo box", "check box", "table"}


@pytest.fixture(params=["en", "ru"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def shown(desktop: Desktop, home: Path, language: str) -> Iterator[Window]:
    with window(desktop, home, "--demo", "--lang", language) as opened:
        yield opened


def is_in(language: str, text: str) -> bool:
    return bool(text) and bool(CYRILLIC.search(text)) is (language == "ru")


def called(widget: Widget) -> str:
    """Return what a screen reader calls a control: by the label beside it, else by its name.

    Qt's name of a combo box, on Linux, is what is chosen in it, such as an environment.
    """
    labels = widget.labels
    return labels[0].name if labels else widget.name


def check(shown: Window, number: int) -> None:
    """Check one login by nothing but what a screen reader can do."""
    for name, text in zip(("requestIdEdit", "recipientEdit"), login(number), strict=True):
        shown.widget(name).write(text)
    shown.wait_until_ready()
    shown.widget("completeButton").press()
    shown.wait_for("resultHeadline")


def test_every_name_of_the_stable_surface_is_found(shown: Window) -> None:
    check(shown, NOT_FOUND)
    assert SURFACE - {widget.object_name for widget in shown.application().walk()} == set()


def test_what_the_keyboard_reaches_has_a_name_in_the_language_of_the_window(
    shown: Window, language: str
) -> None:
    check(shown, NOT_FOUND)
    reached = [
        widget
        for widget in shown.application().walk()
        if {State.FOCUSABLE, State.SHOWING} <= widget.states and widget.role in TAB_STOPS
    ]
    assert {widget.object_name for widget in reached} >= CONTROLS - {"cancelButton"} | COMBO_BOXES
    wrong = [widget.object_name for widget in reached if not is_in(language, called(widget))]
    assert wrong == []
    assert is_in(language, shown.widget("cancelButton").name)


def test_labels_speak_through_their_text(shown: Window, language: str) -> None:
    assert is_in(language, shown.wait_for("inputHint"))
    assert is_in(language, shown.wait_for("tokenStatus"))
    check(shown, NOT_FOUND)
    for name in EXPLANATIONS:
        assert is_in(language, shown.wait_for(name))
    assert "404" in shown.wait_for("resultType", "SessionNotFoundException")
    # The server's own words, whatever the language.
    shown.wait_for("resultMessage", "Сессия не найдена")


def test_a_check_is_made_and_read_by_a_screen_reader_alone(shown: Window, language: str) -> None:
    check(shown, FORBIDDEN)
    request_id, recipient = login(FORBIDDEN)
    assert shown.wait_for_rows("error") == [
        Row(request_id, recipient, "sandbox", "error", None, 403, "gui", OPERATOR)
    ]
    assert is_in(language, shown.wait_for("resultHeadline"))
    tabs = [widget for widget in shown.application().walk() if widget.role == "page tab"]
    tabs[1].press()
    shown.wait_for("resultRaw", '"type": "ForbiddenException"')
    shown.program.until(
        lambda: shown.widget("historyTable").cell(0, 0).name, "a cell that has a name"
    )
    assert (shown.close(), shown.program.printed) == (0, "")
