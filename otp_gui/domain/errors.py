"""What a port answers instead of doing as it is told, in words for the user.

They stand apart from the ports, so that reading two settings files before the window's first frame
does not load everything that the ports speak of.
"""

from typing import TYPE_CHECKING

from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import Phrase

if TYPE_CHECKING:
    from otp_gui.domain.record import CheckRecord


class StoreError(Exception):
    """The disk or the file refused; ``explanation`` is for the user and names no personal data."""

    def __init__(self, explanation: Phrase) -> None:
        super().__init__(explanation.template)
        self.explanation = explanation


class AlreadyRunningError(Exception):
    """Another call for the same session is in flight, here or in another process."""

    def __init__(self, record: "CheckRecord") -> None:
        super().__init__("a call for this request ID is already running")
        self.record = record


class VaultError(Exception):
    """The keyring refused.

    ``failure`` is one of the ``keyring_*`` words, ``explanation`` is for the user.
    """

    def __init__(self, failure: Failure, explanation: Phrase) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.explanation = explanation
