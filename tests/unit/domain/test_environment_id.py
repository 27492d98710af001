import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.environment import Environment, Kind, problems
from otp_gui.domain.environment_id import id_from_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Stage", "stage"),
        ("  My own  stage! ", "my-own-stage"),
        ("Тест Щукина", "test-schukina"),
        ("Объезд", "obezd"),
        ("日本", "environment"),
        ("", "environment"),
    ],
)
def test_an_id_resembles_the_name(name: str, expected: str) -> None:
    assert id_from_name(name, ()) == expected


def test_equal_names_get_different_ids() -> None:
    assert id_from_name("Stage", {"stage"}) == "stage-2"
    assert id_from_name("Stage", {"stage", "stage-2"}) == "stage-3"


def test_a_long_name_leaves_room_for_the_number() -> None:
    name = "x" * 100
    first = id_from_name(name, ())
    second = id_from_name(name, {first})
    assert len(first) == len(second) == 64
    assert second.endswith("-2")


@given(st.text(max_size=200), st.sets(st.sampled_from(["environment", "a", "a-2", "x" * 64])))
def test_an_id_is_always_valid_and_free(name: str, taken: set[str]) -> None:
    found = id_from_name(name, taken)
    assert found not in taken
    made = Environment(found, "Name", "https://x.example", Kind.CUSTOM, confirm_complete=False)
    assert not problems(made)
