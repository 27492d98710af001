"""Remembers what explains a call: its past, and its other half where it was an inspection."""

from otp_gui.domain.case import Case
from otp_gui.domain.ports import Clock, History
from otp_gui.domain.record import CheckRecord


class Recall:
    """Joins a record with what the history knows of its session, recipient and environment."""

    def __init__(self, history: History, clock: Clock) -> None:
        self._history = history
        self._clock = clock

    async def case(self, record: CheckRecord, channel: CheckRecord | None = None) -> Case:
        """Return ``record`` with its past; where history cannot tell, with none.

        A row of the history that is half of an inspection is joined with its other half.
        """
        raise NotImplementedError
