"""The list of ``otp-check batch``: where it may come from, and what is said where it is none."""

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest

from otp_gui.cli.batch_list import ListOptions, read_draft, tell_draft
from otp_gui.cli.main import run
from otp_gui.domain.batch_files import MOST_BYTES
from otp_gui.domain.draft import Draft
from otp_gui.domain.table import TableChoice
from tests.unit.domain.lists import a_list, a_number, an_id, drafted
from tests.unit.store.workbooks import a_workbook


def read(source: str, **choice: Any) -> Draft:  # noqa: ANN401 - any field
    return read_draft(
        source, ListOptions(TableChoice(**choice), None, as_typed=False, strict=False)
    )


def refusal(source: str, **choice: Any) -> str:  # noqa: ANN401 - any field
    with pytest.raises(click.BadParameter) as raised:
        read(source, **choice)
    return raised.value.message


def feed(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    """Put these bytes on the standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Callable[[bytes], str]]:
    """Make pipes that a thread writes to, as a shell does for ``<(…)``."""
    threads: list[threading.Thread] = []

    def make(raw: bytes) -> str:
        path = tmp_path / f"pipe{len(threads)}"
        os.mkfifo(path)

        def write() -> None:
            # Nobody reads on who has read enough.
            with suppress(BrokenPipeError), path.open("wb") as file:
                file.write(raw)

        threads.append(threading.Thread(target=write))
        threads[-1].start()
        return str(path)

    yield make
    for thread in threads:
        thread.join()


WORKBOOK = a_workbook([(an_id(1), a_number(1))])


@pytest.mark.parametrize("raw", [WORKBOOK, a_list(1).encode()], ids=["workbook", "text"])
def test_the_standard_input_is_read_by_its_content(
    monkeypatch: pytest.MonkeyPatch, raw: bytes
) -> None:
    feed(monkeypatch, raw)
    assert read("-").counts.ready == 1


@pytest.mark.skipif(os.name != "posix", reason="there are no such files")
@pytest.mark.parametrize("raw", [WORKBOOK, a_list(1).encode()], ids=["workbook", "text"])
def test_a_pipe_is_read_by_its_content(pipe: Callable[[bytes], str], raw: bytes) -> None:
    assert read(pipe(raw)).counts.ready == 1


@pytest.mark.skipif(os.name != "posix", reason="there are no such files")
def test_no_more_is_taken_from_an_input_than_a_list_may_have(
    monkeypatch: pytest.MonkeyPatch, pipe: Callable[[bytes], str]
) -> None:
    for raw in (b"a,b\n" * (MOST_BYTES // 2), WORKBOOK[:4] + bytes(MOST_BYTES)):
        feed(monkeypatch, raw)
        assert refusal("-").startswith("It is too large for a list")
        assert refusal(pipe(raw)).startswith("It is too large for a list")


@pytest.mark.parametrize("kind", ["closed before", "closed since", "for writing"])
def test_a_standard_input_that_cannot_be_read_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    with (tmp_path / "written").open("wb", buffering=0) as written:
        wrapped = io.TextIOWrapper(written)
        if kind == "closed since":
            wrapped.close()
        monkeypatch.setattr("sys.stdin", None if kind == "closed before" else wrapped)
        out = tmp_path / "out.csv"
        assert run(["batch", "-", "--env", "sandbox", "--output", str(out)]) == 2
    assert "Standard input cannot be read." in capsys.readouterr().err


def test_a_list_whose_columns_are_not_found_has_them_named_and_says_how_to_map_them(
    tmp_path: Path,
) -> None:
    file = tmp_path / "list.csv"
    way = "Name them: --map request_id=COLUMN,recipient=COLUMN."
    file.write_text("name,amount\nIvan,12\nPetr,13\n")
    assert refusal(str(file), header=True) == (
        "Which column holds the request ID, and which the phone number?"
        f" There are: 1 (name), 2 (amount). {way}"
    )
    hint = "Line 1 was taken for a row: if it names the columns, give --header."
    assert refusal(str(file)) == (
        "Which column holds the request ID, and which the phone number?"
        f" There are: 1 (name), 2 (amount). {way} {hint}"
    )
    file.write_text("a,b,+7 999 000-11-22\nc,d,+7 999 000-11-23\n")
    told = refusal(str(file))
    assert told.startswith("Which column holds the request ID? There are: 1 (a), 2 (b), 3 (+7 9** ")
    assert "000" not in told


def test_however_many_columns_there_are_and_whatever_their_names_they_are_told_in_short(
    tmp_path: Path,
) -> None:
    file = tmp_path / "list.csv"
    names = [f"\u202e{number}" + "x" * 500 for number in range(200)]
    file.write_text(";".join(names) + "\n" + ";".join("-" * 200) + "\n")
    told = refusal(str(file), header=True)
    assert len(told) < 2_000
    assert "1 (⟨U+202E⟩0xxx" in told
    assert "20 (" in told
    assert "21 (" not in told
    assert "… and 180 more." in told
    assert "--map" in told


@pytest.mark.parametrize("wanted", ["name", "Surname"])
def test_a_name_that_the_first_line_may_hold_hints_at_the_heading(
    tmp_path: Path, wanted: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,amount\nIvan,12\n")
    columns = f"request_id={wanted},recipient=amount"
    options = ListOptions(TableChoice(), columns, as_typed=False, strict=False)
    with pytest.raises(click.BadParameter) as raised:
        read_draft(str(file), options)
    assert raised.value.param_hint == "'--map'"
    assert raised.value.message == (
        f"There is no column “{wanted}”. There are: 1 (name), 2 (amount)."
        " Line 1 was taken for a row: if it names the columns, give --header."
    )


def lines(capsys: pytest.CaptureFixture[str], rows: list[str], *, strict: bool = False) -> str:
    """Tell of a list, and return what is said."""
    made = drafted("\n".join(["request_id,recipient", *rows, ""]))
    with suppress(click.BadParameter):
        tell_draft(made, strict=strict)
    return capsys.readouterr().err


SENT = "This row is sent all the same."
DOUBTFUL = f"not-a-uuid,{a_number(6)}"
MIXED = [f"{an_id(1)},12", f",{a_number(3)}", f"{an_id(2)},{a_number(2)}", DOUBTFUL, f"{an_id(3)},"]


def test_lines_are_told_in_the_order_of_the_list_with_what_becomes_of_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert lines(capsys, MIXED).splitlines() == [
        f"Line 2: No such phone number seems to exist: check the digits. {SENT}",
        "Line 3: Enter the request ID. This row is left out.",
        f"Line 5: This does not look like a usual request ID (a UUID). {SENT}",
        "Line 6: Enter the recipient's phone number. This row is left out.",
        "Rows: ready: 3 (doubtful: 2), wrong: 2.",
    ]


def test_where_no_row_is_sent_none_is_told_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    told = lines(capsys, MIXED, strict=True)
    assert "Line 5: This does not look like a usual request ID (a UUID).\n" in told
    assert "all the same" not in told
    assert "all the same" in lines(capsys, MIXED[3:4], strict=True)


def test_of_many_lines_those_that_are_left_out_are_told_first_of_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    doubtful = [f"login-{number},{a_number(number)}" for number in range(30)]
    told = lines(capsys, [*doubtful, f",{a_number(99)}"]).splitlines()
    assert [line.partition(":")[0] for line in told[:-2]] == [
        *(f"Line {line}" for line in range(2, 21)),
        "Line 32",
    ]
    assert told[-2] == "… and 11 more."


def test_a_refusal_names_the_sheets_and_the_options_that_help(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(
        a_workbook([("Report",)], lambda sheet: sheet.parent and sheet.parent.create_sheet("More"))
    )
    assert refusal(str(file)).endswith("the workbook has: Sheet, More. See --sheet.")
    file.write_text("phone\n+79990000001\n")
    assert refusal(str(file)).endswith("or a bar. See --encoding, --delimiter and --header.")
    file.write_bytes(b"")
    assert refusal(str(file)) == "The file is empty."
    file.write_bytes(WORKBOOK)
    assert read(str(file)).counts.ready == 1
