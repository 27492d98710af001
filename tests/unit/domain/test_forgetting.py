from dataclasses import replace

import pytest

from otp_gui.domain.case import Case
from otp_gui.domain.forgetting import case_speaks_of, speaks_of
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.domain.past import Past
from tests.ui.records import record

NUMBER = "+79990001122"


@pytest.mark.parametrize(
    "text",
    [
        *("+79990001122", "8 (999) 000-11-22", "tel:%2B79990001122", "call 9990001122 again"),
        "+7 999 000 11 22",
    ],
)
def test_a_number_is_seen_in_any_spelling(text: str) -> None:
    assert speaks_of(text, NUMBER)


@pytest.mark.parametrize("text", ["", "+79990001123", "9990001", "made-up"])
def test_another_text_is_left_alone(text: str) -> None:
    assert not speaks_of(text, NUMBER)


def test_what_is_no_number_is_compared_as_it_is() -> None:
    assert speaks_of("Anna", "anna")
    assert not speaks_of("Bob", "anna")


@pytest.mark.parametrize("place", ["response", "message", "error_type"])
def test_a_case_speaks_of_a_number_in_every_text(place: str) -> None:
    quoting = Outcome(Verdict.ERROR, **{place: "8-999-000-11-22"})  # type: ignore[arg-type] # texts
    case = Case(record(1, quoting))
    assert case_speaks_of(case, NUMBER)
    assert not case_speaks_of(case, "+79990001133")


def test_a_case_speaks_of_a_number_in_what_came_before_it_and_its_other_half() -> None:
    other = replace(record(2), recipient="89990001122")
    assert case_speaks_of(Case(record(1), channel=other), NUMBER)
    assert case_speaks_of(Case(record(1), past=Past(session=[other])), NUMBER)
    assert case_speaks_of(Case(replace(record(1), note="asked for 8 999 000 11 22")), NUMBER)
    assert not case_speaks_of(Case(record(1), past=Past(session=[record(3)])), NUMBER)
