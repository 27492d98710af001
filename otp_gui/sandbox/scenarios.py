"""The sandbox's made-up logins: one for every kind of answer that the tool must understand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from otp_gui.domain.outcome import Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import SandboxSession
from otp_gui.sandbox import answers, lives
from otp_gui.sandbox.answers import Answer, WireError
from otp_gui.sandbox.channels import SMS, VOICE, WHATSAPP, Channel
from otp_gui.sandbox.lives import Life
from otp_gui.sandbox.login import Login, Moment, State
from otp_gui.sandbox.timing import Timing

SLOW_SECONDS: Final = 4
# Longer than the longest sensible time limit of a call (15 s by default).
SILENT_SECONDS: Final = 600
RETRY_AFTER_SECONDS: Final = 30
OVERSIZED_BYTES: Final = 256 * 1024

_AS_THE_CLOCK: Final = Timing()
# What has become of a login that is refused so; of the others it is waiting.
_AT_REFUSAL: Final = {answers.SESSION_ALREADY_CONFIRMED: State.CONFIRMED}
_GATEWAY_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
    b"<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(SandboxSession):
    """A session of the pick-list and how the server treats it.

    ``started_with`` is the number that the session belongs to, as a rule ``recipient``; ``life`` is
    what becomes of it by itself, and ``restarted`` after a resend, where that is something else. A
    ``fixed`` answer is given in place of the session's own, whatever was asked for. The answer
    leaves ``delay_seconds`` after the session has moved, or never, where the connection ``breaks``.
    """

    started_with: str
    life: Life = (Moment(),)
    restarted: Life = ()
    fixed: Answer | None = None
    delay_seconds: float = 0.0
    breaks: bool = False

    def open(self, timing: Timing = _AS_THE_CLOCK) -> Login:
        """Return a new login in this scenario's first state, which lives by ``timing``."""
        return Login(self.started_with, self.life, self.restarted, timing)


def catalogue() -> Sequence[Scenario]:
    """Return all scenarios: logins, refusals, access, trouble on the way, and lives in time."""
    return (*_logins(), *_refusals(), *_access(), *_trouble(), *_lives())


def _login(
    number: int,
    title: Phrase,
    state: State,
    verdict: Verdict,
    *,
    channel: Channel = SMS,
    delay_seconds: float = 0.0,
) -> Scenario:
    seen = Verdict.SUCCESS if state is State.CONFIRMED else Verdict.NOT_COMPLETED
    return Scenario(
        request_id=_request_id(number),
        recipient=_recipient(number),
        title=title,
        verdict=verdict,
        started_with=_recipient(number),
        life=_standing_still(state, channel),
        delay_seconds=delay_seconds,
        inspected=None if delay_seconds else seen,
    )


def _stuck(
    number: int, title: Phrase, refusal: WireError, verdict: Verdict = Verdict.ERROR
) -> Scenario:
    return Scenario(
        request_id=_request_id(number),
        recipient=_recipient(number),
        title=title,
        verdict=verdict,
        error_type=refusal.type,
        started_with=_recipient(number),
        life=(
            replace(_standing_still(_AT_REFUSAL.get(refusal, State.WAITING))[0], refusal=refusal),
        ),
        restarted=_standing_still(State.WAITING) if refusal is answers.RESEND_CHANNEL else (),
    )


def _fixed(
    number: int, title: Phrase, answer: Answer, verdict: Verdict, error_type: str | None = None
) -> Scenario:
    return Scenario(
        request_id=_request_id(number),
        recipient=_recipient(number),
        title=title,
        verdict=verdict,
        error_type=error_type,
        started_with=_recipient(number),
        fixed=answer,
    )


def _standing_still(state: State, channel: Channel = SMS) -> Life:
    """Return a life in which nothing happens by itself."""
    status = "sent" if state is State.WAITING else "confirmed"
    return (Moment(channel=channel.at(status), state=state),)


def _timed(  # noqa: PLR0913 - a scenario's own facts, all but two by keyword
    number: int,
    title: Phrase,
    life: Life,
    *,
    restarted: Life = (),
    started_with: str | None = None,
    error_type: str | None = None,
    is_watched: bool = False,
) -> Scenario:
    verdict = Verdict.NOT_COMPLETED if error_type is None else Verdict.ERROR
    return Scenario(
        request_id=_request_id(number),
        recipient=_recipient(number),
        title=title,
        verdict=verdict,
        error_type=error_type,
        inspected=verdict if len(life) == 1 else None,
        is_watched=is_watched,
        started_with=started_with or _recipient(number),
        life=life,
        restarted=restarted,
    )


def _request_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def _recipient(number: int) -> str:
    return f"+799900000{number:02}"


def _logins() -> Sequence[Scenario]:
    return (
        _login(
            1,
            phrase("The user has confirmed: true once, then false"),
            State.CONFIRMED,
            Verdict.SUCCESS,
        ),
        _login(
            2, phrase("The user has not confirmed yet: false"), State.WAITING, Verdict.NOT_COMPLETED
        ),
        _login(
            3,
            phrase("Completed earlier: false"),
            State.COMPLETED,
            Verdict.NOT_COMPLETED,
            channel=WHATSAPP,
        ),
        _login(
            4,
            phrase("Confirmed, with an answer after {seconds} seconds", seconds=SLOW_SECONDS),
            State.CONFIRMED,
            Verdict.SUCCESS,
            channel=VOICE,
            delay_seconds=SLOW_SECONDS,
        ),
    )


def _refusals() -> Sequence[Scenario]:
    return (
        _stuck(11, phrase("The channel has to be restarted"), answers.RESEND_CHANNEL),
        _stuck(12, phrase("The code attempts are used up"), answers.ATTEMPTS_EXPIRED),
        _stuck(13, phrase("No channel can deliver the message"), answers.NO_AVAILABLE_CHANNELS),
        _stuck(14, phrase("The session is closed"), answers.SESSION_CLOSED),
        _stuck(15, phrase("The channel has changed"), answers.CHANNEL_CHANGED),
        _fixed(
            16,
            phrase("There is no such session"),
            answers.refusal(answers.SESSION_NOT_FOUND),
            Verdict.ERROR,
            answers.SESSION_NOT_FOUND.type,
        ),
        _stuck(17, phrase("Long polling ran out of time"), answers.LONG_POLLING_TIMEOUT),
        Scenario(
            request_id=_request_id(18),
            recipient=_recipient(18),
            title=phrase("The session belongs to another phone number"),
            verdict=Verdict.ERROR,
            error_type=answers.PHONE_NUMBER_MISMATCH.type,
            started_with=_recipient(81),
        ),
        _stuck(19, phrase("It is too early to restart"), answers.RESTART_COOLDOWN_ACTIVE),
        _stuck(20, phrase("The session is confirmed already"), answers.SESSION_ALREADY_CONFIRMED),
        _stuck(21, phrase("An error type that no reference names"), answers.UNHEARD_OF),
        _stuck(
            22,
            phrase("The service reports an error of its own"),
            answers.INTERNAL,
            Verdict.UNKNOWN,
        ),
    )


def _access() -> Sequence[Scenario]:
    return (
        _fixed(31, phrase("The token is not accepted (401)"), answers.UNAUTHORISED, Verdict.ERROR),
        _fixed(
            32,
            phrase("The token may not see this session (403)"),
            answers.refusal(answers.FORBIDDEN),
            Verdict.ERROR,
            answers.FORBIDDEN.type,
        ),
        _fixed(
            33,
            phrase("Too many requests: wait {seconds} seconds (429)", seconds=RETRY_AFTER_SECONDS),
            answers.refusal(answers.RATE_LIMIT, {"Retry-After": str(RETRY_AFTER_SECONDS)}),
            Verdict.ERROR,
            answers.RATE_LIMIT.type,
        ),
    )


def _trouble() -> Sequence[Scenario]:
    oversized = b'{"padding": "' + b"x" * OVERSIZED_BYTES + b'", "success": true}'
    return (
        _login(
            41,
            phrase("No answer within the time limit"),
            State.CONFIRMED,
            Verdict.UNKNOWN,
            delay_seconds=SILENT_SECONDS,
        ),
        Scenario(
            request_id=_request_id(42),
            recipient=_recipient(42),
            title=phrase("The connection breaks before the answer"),
            verdict=Verdict.UNKNOWN,
            started_with=_recipient(42),
            life=_standing_still(State.CONFIRMED),
            breaks=True,
        ),
        _fixed(
            43,
            phrase("A gateway's HTML page (502)"),
            Answer(502, _GATEWAY_PAGE, "text/html; charset=utf-8"),
            Verdict.UNKNOWN,
        ),
        # Within the sandbox, so that a client that followed it would be seen.
        _fixed(
            44,
            phrase("A redirect (307)"),
            Answer(307, headers={"Location": "/login"}),
            Verdict.ERROR,
        ),
        _fixed(
            45,
            phrase("An answer cut off in the middle"),
            Answer(201, b'{"success": tr'),
            Verdict.UNKNOWN,
        ),
        _fixed(
            46,
            phrase("An answer of the wrong shape"),
            Answer(201, b'{"success": "true"}'),
            Verdict.UNKNOWN,
        ),
        _fixed(47, phrase("An answer too large to read"), Answer(201, oversized), Verdict.UNKNOWN),
    )


def _lives() -> Sequence[Scenario]:
    """Return the sessions that time changes; what ``complete`` gives is that of a first request."""
    return (
        _timed(51, phrase("SMS: sent after 2 s, confirmed after 6 s"), lives.SMS_IN_TIME),
        _timed(
            52,
            phrase("Viber gives way to SMS after 3 s, confirmed after 8 s"),
            lives.VIBER_THEN_SMS,
            is_watched=True,
        ),
        _timed(53, phrase("A push that expires after 6 s"), lives.PUSH_EXPIRES),
        _timed(
            54,
            phrase("A dead channel: resend brings the next one"),
            lives.DEAD,
            restarted=lives.NEXT_CHANNEL,
        ),
        _timed(
            55,
            phrase("Started with the number spelled without a plus"),
            _standing_still(State.WAITING),
            started_with=_recipient(55).removeprefix("+"),
            error_type=answers.PHONE_NUMBER_MISMATCH.type,
        ),
        _timed(56, phrase("A channel that no reference names"), lives.BY_PIGEON),
    )
