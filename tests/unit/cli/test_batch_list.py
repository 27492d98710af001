"""The list of ``otp-check batch``: where it may come from, and what is said where it is none."""

from pathlib import Path
from typing import Any

import click
import pytest

from otp_gui.cli.batch_list import ListOptions, read_draft
from otp_gui.domain.draft import Draft
from otp_gui.domain.table import TableChoice
from tests.unit.domain.lists import a_number, an_id
from tests.unit.store.workbooks import a_workbook


def read(source: str, **choice: Any) -> Draft:  # noqa: ANN401 - any field
    return read_draft(
        source, ListOptions(TableChoice(**choice), None, as_typed=False, strict=False)
    )


def refusal(source: str, **choice: Any) -> str:  # noqa: ANN401 - any field
    with pytest.raises(click.BadParameter) as raised:
        read(source, **choice)
    return raised.value.message


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
    file.write_bytes(a_workbook([(an_id(1), a_number(1))]))
    assert read(str(file)).counts.ready == 1
