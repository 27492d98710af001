"""Lists as people send them are read as they were meant, or told line by line."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from otp_gui.domain.draft import draft, guess_columns
from otp_gui.domain.table import Table, TableChoice, TableError
from otp_gui.domain.table_text import read_table
from otp_gui.store.export_columns import harmless
from tests.unit.domain.lists import a_list, a_number, an_id, drafted, refusal, told


def cells(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in table.rows]


WORDS = f"ID запроса;Телефон;Имя\r\n{an_id(1)};{a_number(1)};Пётр\r\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (WORDS.encode("utf-8-sig"), "utf-8-sig"),
        (WORDS.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), "utf-16"),
        (WORDS.encode("cp1251"), "cp1251"),
        (a_list(1).encode(), "utf-8"),
    ],
)
def test_the_encoding_is_found(raw: bytes, encoding: str) -> None:
    table = read_table(raw)
    assert table.encoding == encoding
    assert guess_columns(table).are_known
    if encoding != "utf-8" or b"\xd0" in raw:
        assert cells(table) == [(2, (an_id(1), a_number(1), "Пётр"))]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_found_or_chosen(codec: str) -> None:
    table = read_table(WORDS.encode(codec))
    assert (table.encoding, cells(table)) == ("utf-16", [(2, (an_id(1), a_number(1), "Пётр"))])
    # So much of it is Russian that no more than the choice tells.
    words = WORDS.replace("Имя", "Имя" * 100)
    with pytest.raises(TableError) as raised:
        read_table(words.encode(codec))
    assert raised.value.tried == Table((), 0, encoding="utf-8")
    assert cells(read_table(words.encode(codec), TableChoice("utf-16"))) == cells(table)


def test_a_refusal_says_how_it_was_tried_where_another_choice_may_help() -> None:
    for raw in (b"phone\n+79990001122\n", b"requestId;phone\n"):
        with pytest.raises(TableError) as raised:
            read_table(raw, TableChoice("cp1251", ";"))
        assert raised.value.tried == Table((), 0, encoding="cp1251", delimiter=";")
    for raw in (b"", b"%PDF-1.7\n"):
        with pytest.raises(TableError) as raised:
            read_table(raw)
        assert raised.value.tried is None


def test_an_encoding_that_is_chosen_is_used_and_its_name_may_be_spelled_otherwise() -> None:
    raw = WORDS.encode("cp866")
    assert read_table(raw, TableChoice(encoding="CP866")).rows[0].cells[2] == "Пётр"
    table = read_table(WORDS.encode("cp1251"), TableChoice(encoding="Windows-1251"))
    assert (table.encoding, table.rows[0].cells[2]) == ("cp1251", "Пётр")
    assert refusal(raw, TableChoice(encoding="rot13")).startswith("rot13 is no encoding")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = read_table(a_list(3, delimiter))
    assert (table.delimiter, table.header, table.width) == (delimiter, ("requestId", "phone"), 2)
    assert table.rows[2].line == 4


def test_the_delimiter_is_the_one_between_ids_and_numbers() -> None:
    rows = "".join(f"{an_id(n)};{a_number(n)};Иванов, Иван, {n}\n" for n in range(4))
    assert read_table(rows).delimiter == ";"
    rows = "".join(f"a;b;c;{n},{an_id(n)},{a_number(n)}\n" for n in range(4))
    assert read_table(rows).delimiter == ","


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("request_id", ["abc-1", f"\u200b{an_id(1)}", "7"])
@pytest.mark.parametrize("heading", ["request_id{0}recipient\n", "id{0}phone\n", ""])
def test_a_list_of_one_row_is_parted_where_its_delimiter_stands(
    heading: str, request_id: str, delimiter: str
) -> None:
    table = read_table(f"{heading.format(delimiter)}{request_id}{delimiter}{a_number(1)}\n")
    assert (table.delimiter, table.header is not None) == (delimiter, bool(heading))
    assert [row.cells for row in table.rows] == [(request_id, a_number(1))]


def test_a_row_of_another_width_leaves_the_list_its_delimiter() -> None:
    made = drafted(f"id,phone,x\n{an_id(1)},{a_number(1)}\n")
    assert made.table.delimiter == ","
    assert told(made) == [(2, "wrong", "It has 2 cells where the list has 3.")]


def test_a_comma_above_pairs_parts_none_of_them() -> None:
    table = read_table(f"list, march\n{an_id(1)} {a_number(1)}\n")
    assert table.delimiter == " "
    assert [row.cells for row in table.rows] == [(an_id(1), a_number(1))]


def test_excels_own_line_names_the_delimiter_and_keeps_its_number() -> None:
    table = read_table(f"sep=|\r\nid|телефон\r\n\r\n{an_id(1)}|{a_number(1)}\r\n")
    assert (table.delimiter, table.header) == ("|", ("id", "телефон"))
    assert cells(table) == [(4, (an_id(1), a_number(1)))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_keep_their_numbers_whatever_ends_them(end: str) -> None:
    text = end.join(
        ["id,phone,note", "", f'{an_id(1)},{a_number(1)},"a', 'b ""c"""', ",,", f"{an_id(2)},1,"]
    )
    assert cells(read_table(text)) == [
        (3, (an_id(1), a_number(1), f'a{end}b "c"')),
        (6, (an_id(2), "1", "")),
    ]


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("request_id,recipient", True),
        ("ID запроса,Получатель", True),
        ("session,msisdn", True),
        ("foo,bar", True),
        (f"{an_id(7)},{a_number(7)}", False),
        ("7,89990001122", False),
    ],
)
def test_a_heading_is_told_from_a_row(line: str, *, is_heading: bool) -> None:
    table = read_table(f"{line}\n{an_id(1)},{a_number(1)}\n")
    assert (table.header is not None) is is_heading
    assert len(table.rows) == 2 - is_heading


def test_the_user_says_whether_there_is_a_heading() -> None:
    assert read_table(a_list(2), TableChoice(header=False)).header is None
    text = f"{an_id(1)},1\n{an_id(2)},2\n"
    assert read_table(text, TableChoice(header=True)).header == (an_id(1), "1")


def test_a_title_above_the_heading_is_no_row() -> None:
    made = drafted(f"Список за март\n\nrequestId;phone\n{an_id(1)};{a_number(1)}\n")
    assert told(made) == [(4, "ready", "")]


def test_a_heading_that_comes_again_is_no_row() -> None:
    assert told(drafted(a_list(1) + a_list(1))) == [
        (2, "ready", ""),
        (3, "wrong", "This is the heading once more."),
        (4, "duplicate", "Line 2 is called instead: it asks the same."),
    ]


def test_rows_of_another_width_are_told() -> None:
    made = drafted(f"{a_list(1)}{an_id(2)}\n{an_id(3)},1,2\n{an_id(4)},{a_number(4)},,\n")
    assert told(made)[1:] == [
        (3, "wrong", "It has 1 cell where the list has 2."),
        (4, "wrong", "It has 3 cells where the list has 2."),
        (5, "ready", ""),
    ]


@pytest.mark.parametrize(
    "pasted",
    [
        f"{an_id(1)}, +7 999 000-00-01",
        f"{an_id(1)}\t+79990000001",
        f"{an_id(1)} 8 (999) 000-00-01",
        f"89990000001  {an_id(1)}",
        f"requestId phone\n{an_id(1)} 79990000001",
        f"phone requestId\n79990000001 {an_id(1)}",
    ],
)
def test_rows_that_somebody_typed_are_read(pasted: str) -> None:
    (item,) = drafted(pasted).items()
    assert item.request.request_id.value == an_id(1)
    assert item.request.recipient.value == "+79990000001"


def test_a_paste_may_be_parted_in_several_ways() -> None:
    made = drafted(
        f"{an_id(1)}, {a_number(1)}\n{an_id(2)}\t{a_number(2)}\n"
        f"{an_id(3)} {a_number(3)}\n{a_number(4)} {an_id(4)}\n"
    )
    assert [(item.line, item.request.request_id.value) for item in made.items()] == [
        (number, an_id(number)) for number in range(1, 5)
    ]


BROKEN = "Its quotes are broken."


def test_a_quote_that_is_never_closed_takes_no_other_row_along() -> None:
    made = drafted(
        f'{a_list(1)}{an_id(2)},"{a_number(2)}\n{an_id(3)},{a_number(3)}\n'
        f'{an_id(4)},"{a_number(4)}"x\n{an_id(5)},{a_number(5)}\n'
    )
    assert told(made) == [
        (2, "ready", ""),
        (3, "wrong", BROKEN),
        (4, "ready", ""),
        (5, "wrong", BROKEN),
        (6, "ready", ""),
    ]


def test_two_broken_quotes_do_not_make_one_cell_of_what_is_between() -> None:
    made = drafted(
        f'{an_id(1)},"{a_number(1)}\n{an_id(2)},{a_number(2)}\n{an_id(3)},{a_number(3)}"\n'
    )
    assert [(line, state) for line, state, _problem in told(made)] == [
        (1, "wrong"),
        (2, "ready"),
        (3, "wrong"),
    ]


def test_a_quote_within_a_cell_is_told_where_it_matters() -> None:
    made = drafted(f'id,phone,note\n{an_id(1)},{a_number(1)},5" pipe\n{an_id(2)},+7"9990001122,\n')
    assert told(made) == [
        (2, "ready", ""),
        (3, "wrong", "There is a quote in the middle of it."),
    ]


KEPT = (f'="{a_number(1)}"', f"'{a_number(1)}", f'"=""{a_number(1)}"""')


@pytest.mark.parametrize(
    ("cell", "delimiter"),
    [*((cell, delimiter) for cell in KEPT for delimiter in ",;\t"), (KEPT[0], " "), (KEPT[1], " ")],
)
def test_numbers_that_a_spreadsheet_kept_as_text_are_read(cell: str, delimiter: str) -> None:
    made = drafted(f"{an_id(1)}{delimiter}{cell}\n{an_id(2)}{delimiter}{cell} \n")
    assert made.table.delimiter == delimiter
    assert told(made) == [(1, "ready", ""), (2, "ready", "")]
    assert {item.request.recipient.value for item in made.items()} == {a_number(1)}


def test_a_formula_in_a_list_is_told_with_its_line_and_is_no_heading() -> None:
    wrong = "There is a formula: put its value in its place."
    assert told(
        drafted(
            f"=A2;=B2\n{an_id(1)};{a_number(1)}\n{an_id(2)};=cmd|x!A1\n{an_id(3)};{a_number(3)}\n"
        )
    ) == [
        (1, "wrong", wrong),
        (2, "ready", ""),
        (3, "wrong", wrong),
        (4, "ready", ""),
    ]


def test_what_only_begins_like_a_number_kept_as_text_has_a_stray_quote() -> None:
    made = drafted(f'id,phone\n{an_id(1)},="{a_number(1)}"&A1\n')
    assert [row.state.value for row in made.rows] == ["wrong"]


LOST = "It holds bytes that are no text in this encoding."


def test_a_line_in_another_encoding_is_told() -> None:
    utf8 = [f"{an_id(n)};{a_number(n)};Пётр\n".encode() for n in range(4)]
    utf8[2] = utf8[2].decode().encode("cp1251")
    assert [row[2] for row in told(drafted(b"".join(utf8)))] == ["", "", LOST, ""]
    cyrillic = [f"{an_id(n)};{a_number(n)};Пётр\n".encode("cp1251") for n in range(4)]
    cyrillic[1] = cyrillic[1].decode("cp1251").encode()
    made = drafted(b"".join(cyrillic))
    assert made.table.encoding == "cp1251"
    assert [row[2] for row in told(made)] == ["", LOST, "", ""]


def test_a_line_of_a_cell_in_another_encoding_is_told() -> None:
    raw = f'{an_id(1)},{a_number(1)},"Пётр\n'.encode() + "Ильич".encode("cp1251")
    assert [
        row[2] for row in told(drafted(raw + f'"\n{an_id(2)},{a_number(2)},Анна\n'.encode()))
    ] == [LOST, ""]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "There are no rows in it."),
        (b" \r\n\t\n,,\n", "There are no rows in it."),
        (b"PK\x03\x04....", "This is a ZIP archive, not a list."),
        (b"%PDF-1.7\n", "This is a PDF document, not a list."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture (PNG), not a list."),
        (b"<html><body>", "This is a web page or an XML document, not a list."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "This is a workbook of the old kind (XLS)",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "This workbook is protected by a password.",
        ),
        (b"a,b\n\nc,\0d\n", "This is no list: line 3 holds characters (NUL)"),
        (bytes(range(1, 9)) * 9, "This is no list: it holds more than text."),
        (b"phone\n+79990001122\n", "There is only one column at line 1"),
        (b"requestId,phone\n", "There is a heading and no row under it."),
    ],
)
def test_what_is_no_list_is_named(raw: bytes, what: str) -> None:
    assert refusal(raw).startswith(what)


def test_too_many_rows_are_told_by_line() -> None:
    assert "more than 2 rows: the first one too many is at line 4" in refusal(
        a_list(3), most_rows=2
    )
    assert len(read_table(a_list(2), most_rows=2).rows) == 2
    lines = f'{{"request_id": "{an_id(1)}", "recipient": "1"}}\n' * 3
    assert "at line 3" in refusal(lines, most_rows=2)


def test_what_has_no_rows_of_a_list_is_not_gone_through() -> None:
    assert "more than 500000 lines" in refusal(b"\n" * 500_001)
    assert "line 2 is too long" in refusal("a,b\n" + "x" * (1024 * 1024 + 1))


def test_too_many_bytes_are_not_looked_at() -> None:
    assert refusal(b"a,b\n" * (8 * 1024 * 1024 + 1)) == (
        "It is too large for a list: 33 MB, and 32 MB at most."
    )


NO_CONTROLS = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd\ufeff")
TEXTS = st.text(NO_CONTROLS | st.sampled_from("\",;|\t\n\r '=+"), max_size=12)
RUSSIAN = st.text("абвЯё -Zz09\",;|\t\n'", max_size=12)


def written(rows: list[list[str]], delimiter: str, *, quoting: int, end: str) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(rows)
    return file.getvalue()


@given(
    texts=st.lists(TEXTS, min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example(['"'], ",", csv.QUOTE_MINIMAL, "\n", "utf-8")
@example([' "a"\n", '], "|", csv.QUOTE_MINIMAL, "\n", "utf-8")
def test_what_was_written_is_read_back(
    texts: list[str], delimiter: str, quoting: int, end: str, encoding: str
) -> None:
    # The writer leaves a CR unquoted where it does not end lines itself.
    assume(quoting == csv.QUOTE_ALL or end == "\r\n" or not any("\r" in text for text in texts))
    rows = [[an_id(n), a_number(n), harmless(text)] for n, text in enumerate(texts)]
    raw = written(rows, delimiter, quoting=quoting, end=end).encode(encoding)
    expected = [(an_id(n), a_number(n), text) for n, text in enumerate(texts) if not is_odd(text)]

    table = read_table(raw, TableChoice(delimiter=delimiter))
    found = [row.cells for row in table.rows if not is_odd(texts[int(row.cells[0][-12:])])]

    assert found == expected
    assert not [row for row in table.rows if row.problem or row.cell_problems]


def is_odd(text: str) -> bool:
    """Tell a text that begins as if an export had made it harmless."""
    return text != "" and text[0] == "'" and harmless(text[1:]) != text[1:]


SHORT_IDS = st.from_regex(r"[a-z]{1,3}[-_.:]?[0-9]{1,4}", fullmatch=True)
NUMBERS = st.integers(10**9, 10**10 - 1).map(lambda digits: f"+7{digits}")


@given(
    pairs=st.lists(st.tuples(SHORT_IDS, NUMBERS), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    heading=st.sampled_from([(), ("request_id", "recipient"), ("ID запроса", "Телефон")]),
    padding=st.sampled_from(["", " "]),
)
def test_a_delimiter_goes_before_the_space_beside_it(
    pairs: list[tuple[str, str]], delimiter: str, heading: tuple[str, ...], padding: str
) -> None:
    rows = [heading, *pairs] if heading else pairs
    table = read_table("\n".join(f"{delimiter}{padding}".join(row) for row in rows))

    assert (table.delimiter, table.header is not None) == (delimiter, bool(heading))
    assert [tuple(cell.strip() for cell in row.cells) for row in table.rows] == pairs


@given(st.lists(RUSSIAN, min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_russian_of_old_windows_is_read_back(texts: list[str], delimiter: str) -> None:
    rows = [[an_id(n), a_number(n), f"Имя {text}"] for n, text in enumerate(texts)]
    raw = written(rows, delimiter, quoting=csv.QUOTE_MINIMAL, end="\r\n").encode("cp1251")

    table = read_table(raw, TableChoice(delimiter=delimiter))

    assert [list(row.cells) for row in table.rows] == rows


PIECES = st.sampled_from(
    [
        *(an_id(1), a_number(2), '"', '""', ",", ";", "\t", "|", " ", "\n", "\r", "'+7", "id"),
        *(
            "phone",
            "sep=",
            "{",
            '{"a": 1}',
            "я",
            "\ufeff",
            "\ufffd",
            "\0",
            "1E10",
            "\u2028",
            "\x1a",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text())
def test_any_text_is_a_list_or_refused_as_none(text: str) -> None:
    sources: list[bytes | str] = [
        text,
        text.encode(errors="replace"),
        text.encode("cp1251", "replace"),
    ]
    for source in sources:
        with suppress(TableError):
            table = read_table(source)
            made = draft(table, guess_columns(table))
            assert len(made.rows) == made.counts.all > 0
            assert [row.line for row in table.rows] == sorted({row.line for row in table.rows})


@given(st.binary() | st.lists(PIECES.map(str.encode) | st.binary(max_size=3)).map(b"".join))
@example(b"\xff\xfe\x00")
def test_any_bytes_are_a_list_or_refused_as_none(raw: bytes) -> None:
    for choice in (TableChoice(), TableChoice("utf-16", " ", header=False), TableChoice("cp1251")):
        with suppress(TableError):
            table = read_table(raw, choice)
            draft(table, guess_columns(table))
