"""What reading costs SQLite, whatever else the machine has to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class Effort:
    """Thousands of SQLite's instructions."""

    def __init__(self) -> None:
        self.thousands = 0

    def tick(self) -> int:
        """Count a thousand more, and have SQLite go on."""
        self.thousands += 1
        return 0


@contextmanager
def counted(connection: sqlite3.Connection) -> Iterator[Effort]:
    """Count what is done with a connection meanwhile."""
    effort = Effort()
    connection.set_progress_handler(effort.tick, 1000)
    yield effort
    connection.set_progress_handler(None, 0)
