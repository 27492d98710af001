"""What the history knows about a call's session, its recipient and its environment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from otp_gui.domain.record import CheckRecord


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier calls, each sequence newest first; the explained call itself may be among them.

    ``session`` are the calls for the same request ID at the same base URL, ``recipient`` those for
    the same number (in any spelling) at the same base URL, ``recent`` the latest calls to the same
    environment. ``day_began`` is the local midnight before the call, UTC; None counts no day.
    """

    session: Sequence[CheckRecord] = ()
    recipient: Sequence[CheckRecord] = ()
    recent: Sequence[CheckRecord] = ()
    day_began: datetime | None = None


NOTHING: Final = Past()
"""Of a call about whose past nothing is known."""
