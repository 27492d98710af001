"""The life of one login session on the server's side."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from otp_gui.domain.outcome import Operation
from otp_gui.sandbox import answers
from otp_gui.sandbox.answers import Answer, WireError
from otp_gui.sandbox.channels import SMS, Channel
from otp_gui.sandbox.timing import Timing

COOLDOWN_SECONDS: Final = 30
"""After a resend the next one is refused for so long; how long really is not documented."""

_LOOKS: Final = frozenset({Operation.STATUS, Operation.CHANNEL})
# What goes on although the session is stuck so: the reference does not name the error for it.
_GOES_ON: Final = {
    answers.RESEND_CHANNEL: frozenset({Operation.RESEND}),
    answers.CHANNEL_CHANGED: frozenset({Operation.CHANNEL, Operation.RESEND}),
    answers.LONG_POLLING_TIMEOUT: frozenset({*_LOOKS, Operation.RESEND}),
    answers.RESTART_COOLDOWN_ACTIVE: _LOOKS,
    answers.SESSION_ALREADY_CONFIRMED: _LOOKS,
}


class State(Enum):
    """How far a login has come."""

    WAITING = auto()
    """The user has not confirmed yet."""
    CONFIRMED = auto()
    COMPLETED = auto()
    """The one ``true`` has been given away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How a session stands from ``at`` on, in seconds from when its life began.

    ``refusal`` is what its operations answer while it is stuck so; ``news`` is said once, by the
    first status that is asked for in a login that still waits.
    """

    at: float = 0.0
    channel: Channel = SMS
    state: State = State.WAITING
    refusal: WireError | None = None
    news: WireError | None = None


@dataclass(slots=True)
class Login:
    """A login session; each operation of otp-handler is one method that moves it and answers.

    ``recipient`` is the number that the session was started with, compared as it is spelled.
    ``life`` is what time does to it, from the first request that touches it; ``restarted`` is the
    life that a resend begins, where it does not just go on.

    What getStatus and getChannel say of a session that was completed is not documented; the
    sandbox's choice is ``false`` and a channel that is ``confirmed``: the ``true`` is gone, and the
    message did its work. So is that a closed session refuses a resend.
    """

    recipient: str
    life: Sequence[Moment]
    restarted: Sequence[Moment] = ()
    timing: Timing = field(default_factory=Timing)
    _passed: Callable[[], float] | None = None
    _since_resend: Callable[[], float] | None = None
    _moment: Moment | None = None
    _told_until: float = 0.0
    _lives: int = 1
    _completed: bool = False

    @property
    def now(self) -> Moment:
        """How it stood when it was last touched."""
        return self._moment or self.life[0]

    @property
    def state(self) -> State:
        """How far it had come when it was last touched."""
        return State.COMPLETED if self._completed else self.now.state

    def standing(self) -> object:
        """Touch it and return what stays equal while nothing changes."""
        self._touch()
        return self.now, self._lives, self._completed

    def until_next(self) -> float:
        """Return in how many seconds time will change it, infinite where it will not."""
        passed = self._passed() if self._passed is not None else 0.0
        later = (moment.at - passed for moment in self.life if moment.at > self.now.at)
        return next(later, math.inf)

    def complete(self, recipient: str) -> Answer:
        """Answer checkStatusAndComplete: ``true`` once after the confirmation, else ``false``."""
        if (refusal := self._refusal(Operation.COMPLETE, recipient)) is not None:
            return refusal
        completed_now = self.state is State.CONFIRMED
        self._completed = self._completed or completed_now
        return answers.success(201, confirmed=completed_now)

    def status(self, recipient: str) -> Answer:
        """Answer getStatus: ``true`` between the confirmation and the completing call."""
        if (refusal := self._refusal(Operation.STATUS, recipient)) is not None:
            return refusal
        if self.state is State.WAITING and (news := self._news()) is not None:
            return answers.refusal(news)
        return answers.success(200, confirmed=self.state is State.CONFIRMED)

    def channel(self) -> Answer:
        """Answer getChannel; the recipient is not asked for."""
        if (refusal := self._refusal(Operation.CHANNEL)) is not None:
            return refusal
        return answers.channel(self.now.channel)

    def resend(self) -> Answer:
        """Answer resend: ``true``, and the channel begins again or gives way to the next one."""
        if (refusal := self._refusal(Operation.RESEND)) is not None:
            return refusal
        if self.state is not State.WAITING:
            return answers.refusal(answers.SESSION_ALREADY_CONFIRMED)
        if self._since_resend is not None and self._since_resend() < COOLDOWN_SECONDS:
            return answers.refusal(answers.RESTART_COOLDOWN_ACTIVE)
        self._since_resend = self.timing.stopwatch()
        self._lives += 1
        if self.restarted:
            self.life = self.restarted
            self._passed = None
            self._touch()
        return answers.success(201, confirmed=True)

    def _touch(self) -> None:
        """Let time do what it has done; a life begins with the first touch, at its first moment."""
        if self._passed is None:
            self._passed = self.timing.stopwatch()
            self._moment, self._told_until = self.life[0], self.life[0].at
        else:
            passed = self._passed()
            self._moment = [moment for moment in self.life if moment.at <= passed][-1]

    def _news(self) -> WireError | None:
        """Return the latest that is to be said once and has not been said yet."""
        unheard = [m.news for m in self.life if self._told_until < m.at <= self.now.at and m.news]
        self._told_until = self.now.at
        return unheard[-1] if unheard else None

    def _refusal(self, operation: Operation, recipient: str | None = None) -> Answer | None:
        self._touch()
        if recipient is not None and recipient != self.recipient:
            return answers.refusal(answers.PHONE_NUMBER_MISMATCH)
        error = self.now.refusal
        if error is None or operation in _GOES_ON.get(error, ()):
            return None
        return answers.refusal(error)
