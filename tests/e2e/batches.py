"""What the tests of ``otp-check batch`` share: lists of the sandbox, and what came of them."""

import csv
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from tests.e2e.console import PATIENCE_SECONDS, Console

CONFIRMED, WAITING, NOT_FOUND, SILENT = (1, 2, 16, 41)
ALL = ("--env", "local", "--operation", "complete")


def session(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def listed(folder: Path, numbers: Sequence[int], *more: str) -> str:
    """Write a list of sessions of the sandbox, as people in Russia save it."""
    rows = [f"{session(number)};8 (999) 000-00-{number:02}" for number in numbers]
    file = folder / "list.csv"
    file.write_text("\r\n".join(["ID запроса;Телефон", *rows, *more, ""]), encoding="cp1251")
    return str(file)


def results(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def posts(server: SandboxHost) -> Counter[str]:
    """Count the completing calls that reached the server, by login."""
    return Counter(
        request.path.split("/")[-2] for request in server.requests if request.method == "POST"
    )


def reached(server: SandboxHost, count: int) -> None:
    """Wait until so many calls have reached the server."""
    end = time.monotonic() + PATIENCE_SECONDS
    while len(server.requests) < count:
        assert time.monotonic() < end
        time.sleep(0.01)


def called(console: Console) -> int:
    with closing(sqlite3.connect(under(console.home).history)) as database:
        found: int = database.execute(
            "SELECT count(*) FROM checks WHERE source = 'batch'"
        ).fetchone()[0]
        return found
