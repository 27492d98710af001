"""The bar of long work: whatever the width of a terminal, it fits."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.cli.bar import drawn

FACTS = ["7/40", "Confirmed: 4", "Error: 3"]


@pytest.mark.parametrize(
    ("room", "line"),
    [
        (80, "[#######                       ]  7/40  Confirmed: 4  Error: 3"),
        (42, "[##        ]  7/40  Confirmed: 4  Error: 3"),
        (41, "7/40  Confirmed: 4  Error: 3"),
        (28, "7/40  Confirmed: 4  Error: 3"),
        (27, "7/40  Confirmed: 4  …"),
        (20, "7/40  …"),
        (5, "7/40"),
        (3, "7/4"),
        (0, ""),
    ],
)
def test_what_matters_least_is_dropped_first(room: int, line: str) -> None:
    assert drawn(0.25, FACTS, room) == line


def test_what_is_done_of_nobody_knows_how_much_is_not_drawn() -> None:
    assert drawn(None, ["Importing"], 80) == "Importing"


@given(
    st.none() | st.floats(allow_nan=False),
    st.lists(st.text(st.characters(codec="ascii", exclude_categories=["C"])), min_size=1),
    st.integers(-1, 200),
)
def test_it_always_fits(share: float | None, facts: Sequence[str], room: int) -> None:
    assert len(drawn(share, facts, room)) <= max(room, 0)
