"""What the tests of the store share."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui.store.database import Database
from tests.fakes import FakeClock


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Open a history of its own, as the history's thread does."""
    database = Database(tmp_path / "history.sqlite3", FakeClock(), 0)
    with database.reading() as connection:
        yield connection
    database.close()
