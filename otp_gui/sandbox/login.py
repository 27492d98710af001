"""The life of one login session on the server's side."""

from dataclasses import dataclass
from enum import Enum, auto

from otp_gui.sandbox import answers
from otp_gui.sandbox.answers import Answer, WireError


class State(Enum):
    """How far a login has come."""

    WAITING = auto()
    """The user has not confirmed yet."""
    CONFIRMED = auto()
    COMPLETED = auto()
    """The one ``true`` has been given away."""


@dataclass(slots=True)
class Login:
    """A login session; each operation of otp-handler is one method that moves it and answers.

    ``recipient`` is the number that the session was started with, compared as it is spelled.
    ``refusal`` is what every operation answers to the right number, where the session is stuck.
    """

    recipient: str
    state: State = State.WAITING
    refusal: WireError | None = None

    def complete(self, recipient: str) -> Answer:
        """Answer checkStatusAndComplete: ``true`` once after the confirmation, else ``false``."""
        if recipient != self.recipient:
            return answers.refusal(answers.PHONE_NUMBER_MISMATCH)
        if self.refusal is not None:
            return answers.refusal(self.refusal)
        completed_now = self.state is State.CONFIRMED
        if completed_now:
            self.state = State.COMPLETED
        return answers.success(201, confirmed=completed_now)
