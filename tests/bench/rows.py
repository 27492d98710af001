"""Makes history files of any size, of made-up numbers only: a hundred thousand rows in seconds."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from otp_gui.clock import SystemClock
from otp_gui.store.database import Database

END = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SECONDS_BETWEEN = 2.5
BASE_URL = "https://stage.example/api/n/otp-handler"
TYPES = (
    ("AttemptsExpiredException", 409, "Превышено количество попыток ввода кода"),
    ("SessionNotFoundException", 404, "Сессия не найдена"),
    ("PhoneNumberMismatchException", 400, "Номер телефона не совпадает"),
)
RARE_TYPE = "ChannelChangedException"

_COLUMNS = """uid, started_at, finished_at, environment, base_url, operation, request_id, recipient,
    verdict, failure, error_type, http_status, message, duration_ms, response, note, operator,
    source, headers"""
_HEADERS = (
    '[["content-type", "application/json"], ["date", "Mon, 23 Nov 2026 10:20:30 GMT"],'
    ' ["x-trace", "4bf92f3577b34da6"]]'
)
_BATCH = 10_000


def make(path: Path, count: int) -> None:
    """Make a file with ``count`` calls up to :data:`END`, all of them in the search index."""
    database = Database(path, SystemClock(), 3)
    with database.reading() as connection:
        added = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'checks_added'"
        ).fetchone()[0]
    database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        # The search index is built at once, not by the batch of 64.
        connection.execute("DROP TRIGGER checks_added")
        for first in range(0, count, _BATCH):
            connection.execute("BEGIN")
            rows = (_row(number, count) for number in range(first, min(first + _BATCH, count)))
            connection.executemany(
                f"INSERT INTO checks ({_COLUMNS}) VALUES ({', '.join('?' * 19)})",  # noqa: S608 - constants
                rows,
            )
            connection.execute("COMMIT")
        connection.execute("UPDATE search_mark SET last = ?", (count,))
        connection.execute(added)
        connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def request_id(number: int) -> str:
    """Return the request ID of a call: a UUID that looks as random as any."""
    mixed = number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128
    text = f"{mixed:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def recipient(number: int) -> str:
    """Return a made-up number; one in fifty calls is of a number that calls often."""
    caller = number % 500 if number % 50 == 0 else number * 7919
    return f"+7999{caller % 10_000_000:07}"


def _row(number: int, count: int) -> tuple[object, ...]:
    started = END - timedelta(seconds=(count - number) * SECONDS_BETWEEN)
    finished = started + timedelta(milliseconds=180 + number % 400)
    verdict, failure, error_type, status, message = _end(number)
    return (
        request_id(number + 2**64),
        _stamp(started),
        _stamp(finished),
        "production" if number % 5 else "stage",
        BASE_URL,
        "complete" if number % 3 else "status",
        request_id(number // 2),
        recipient(number),
        verdict,
        failure,
        error_type,
        status,
        message,
        180.0 + number % 400,
        f'{{"success": {"true" if verdict == "success" else "false"}, "id": {number}}}',
        "клиент перезвонил" if number % 200 == 0 else "",
        f"agent-{number % 12}",
        "batch" if number % 10_000 == 0 else "gui",
        _HEADERS,
    )


def _end(number: int) -> tuple[str, str | None, str | None, int | None, str | None]:
    if number % 100_000 == 17:
        return "error", None, RARE_TYPE, 409, "Канал доставки изменился"
    match number % 10:
        case 0 | 1:
            kind, status, message = TYPES[number // 10 % len(TYPES)]
            return "error", None, kind, status, message
        case 2:
            return "unknown", "timeout", None, None, None
        case 3 | 4 | 5:
            return "not_completed", None, None, 200, None
        case _:
            return "success", None, None, 201, None


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")[:-6] + "Z"
