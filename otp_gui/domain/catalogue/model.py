"""The parts of an advice."""

from dataclasses import dataclass
from enum import StrEnum

from otp_gui.domain.phrase import Phrase


class WhoseMove(StrEnum):
    """Who has to act next."""

    END_USER = "end_user"
    """The person who logs in."""
    INTEGRATOR = "integrator"
    """The customer's site: its page, its backend, its developers."""
    SUPPORT = "support"
    """Whoever runs this tool."""
    NETWORK = "network"
    """Connections, proxies, gateways and those who run them."""
    NOBODY = "nobody"


class Severity(StrEnum):
    """The look of an advice; colour is never the only carrier."""

    SUCCESS = "success"
    WAITING = "waiting"
    """Nothing is wrong, something is yet to happen."""
    ACT = "act"
    """The login is alive: act and retry."""
    OVER = "over"
    """This login is over."""
    ACCESS = "access"
    DATA = "data"
    """What was sent, or where to, is wrong."""
    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"
    RUNNING = "running"


class FollowUp(StrEnum):
    """What the tool itself can do next about a call: offered by the fronts, never done unasked."""

    INSPECT = "inspect"
    """Read status and channel of the session."""
    WATCH = "watch"
    """Inspect repeatedly until something happens."""
    COMPLETE = "complete"
    """Check and complete, knowing what that does."""
    RESEND = "resend"
    """Have the service send the user another message."""
    LOOK_ELSEWHERE = "look_elsewhere"
    """Look for the session in the other environments."""
    TRY_FORMATS = "try_formats"
    """Try the spellings of the same number, read-only."""
    TOKEN = "token"  # noqa: S105 - what is to be replaced, not a token
    """Replace the token of the environment."""


class Symbol(StrEnum):
    """The icon of an advice, by its name in the Lucide set."""

    BAN = "ban"
    CIRCLE_CHECK = "circle-check"
    CIRCLE_HELP = "circle-help"
    CIRCLE_X = "circle-x"
    CLOCK = "clock"
    CORNER_UP_RIGHT = "corner-up-right"
    HISTORY = "history"
    HOURGLASS = "hourglass"
    KEY_ROUND = "key-round"
    LOADER = "loader"
    LOCK = "lock"
    PHONE_OFF = "phone-off"
    ROTATE_CW = "rotate-cw"
    SEARCH_X = "search-x"
    SHUFFLE = "shuffle"
    TRIANGLE_ALERT = "triangle-alert"
    UNPLUG = "unplug"


class ReplyKind(StrEnum):
    """What the person whose login hangs is answered; also the names of the user's templates."""

    COMPLETED = "completed"
    COMPLETED_EARLIER = "completed_earlier"
    CONFIRMED = "confirmed"
    """The user has done everything; the site has to finish."""
    ASK_WHETHER_IN = "ask_whether_in"
    """The user has confirmed, and nobody can tell what became of the login since."""
    NOT_CONFIRMED = "not_confirmed"
    NOT_COMPLETED = "not_completed"
    """Not confirmed yet, or completed earlier: nobody can tell."""
    SENT_AGAIN = "sent_again"
    REQUEST_AGAIN = "request_again"
    """A new message is needed, whatever became of the last one."""
    CHANNEL_CHANGED = "channel_changed"
    WRONG_CODE = "wrong_code"
    CAPTCHA = "captcha"
    WAIT = "wait"
    ATTEMPTS_USED_UP = "attempts_used_up"
    NO_CHANNEL = "no_channel"
    SESSION_OVER = "session_over"
    NUMBER_MISMATCH = "number_mismatch"
    TROUBLE = "trouble"
    """Nothing can be said of the session: no clear answer, or a fault of the service."""
    OUR_SIDE = "our_side"
    """Access, settings, or a call that was never sent: nothing that the reader could do."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to tell about a call.

    ``short`` is one to three words for a cell of a table; ``notes`` are facts beside the verdict;
    ``follow_ups`` are what the tool can do next, the most useful first. ``reply`` is what the
    person who logs in may be told: it never says more than the rest does.
    """

    headline: Phrase
    short: Phrase
    meaning: Phrase
    whose_move: WhoseMove
    next_steps: tuple[Phrase, ...]
    severity: Severity
    symbol: Symbol
    reply: ReplyKind
    notes: tuple[Phrase, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
