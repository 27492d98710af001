import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.store.toml_place import START, after, of_entry, of_key, of_nesting

ENTRIES = """\
[[entry]]
key = 1
  [[ entry ]]  # the second
text = '''
key = 2
'''
[entry.key]
x = 1
[["entry"]]
[entry.more]
key = 3
"""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("key = 1", (1, 7)),
        ("\n\n  key=1\n", (3, 7)),
        ('"key" = 1\r\n', (1, 9)),
        ("# \u2028\nkey = 1", (2, 7)),
        ("x = '''\nkey = 2\n'''\nkey = 1\n", (4, 7)),
        ("keys = 2\nkey = 1\n", (2, 7)),
        ("x.key = 2\nkey = 1\n", (2, 7)),
        ("[key]\nx = 1\n", (1, 1)),
        ("key.x = 1\n", (1, 1)),
        ("other = 1\n", START),
    ],
)
def test_key_is_where_its_value_is_or_what_defines_it(text: str, place: tuple[int, int]) -> None:
    assert of_key(text, "key") == place


@pytest.mark.parametrize(
    ("index", "key", "place"),
    [
        (0, "key", (2, 7)),
        (0, "absent", (1, 1)),
        (0, None, (1, 1)),
        (1, None, (3, 3)),
        (1, "text", (4, 8)),
        (1, "key", (3, 3)),
        (2, "key", (9, 1)),
    ],
)
def test_key_of_an_entry_is_not_taken_from_a_text_or_another_table(
    index: int, key: str | None, place: tuple[int, int]
) -> None:
    assert of_entry(ENTRIES, "entry", index, 3, key) == place


def test_entries_without_headings_have_no_places() -> None:
    assert of_entry("entry = [{}, {}]", "entry", 1, 2, None) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x = [1]\ny = [[\n[1]]]\nz = [[1]]", (2, 5)),
        ('x = \'[[[\' # [[[\ny = "[\\"["\nz = {a = [1]}', (3, 5)),
        ("x = \"\"\"\n[[[\"\"\"\ny = '''[['''\nz = [", (4, 5)),
        ("x = ]]]]\ny = [", (2, 5)),
        ("", START),
    ],
)
def test_nesting_is_where_the_deepest_begins(text: str, place: tuple[int, int]) -> None:
    assert of_nesting(text) == place


@given(st.text("[]{}\"'#\\\n=key."))
def test_every_place_is_within_the_text(text: str) -> None:
    lines = text.split("\n")
    for place in (of_nesting(text), of_key(text, "key"), after(text)):
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
