"""What may come of a call, and the pasts that may explain it: the edges of the tables in tests."""

from datetime import timedelta

from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import NOTHING, Past
from otp_gui.domain.wire import DOCUMENTED_STATUS, ErrorType
from tests.unit.domain.records import AT, FALSE, TRUE, check, refusal, status

MIDNIGHT = AT - timedelta(hours=10)


def refused(type_: ErrorType) -> Outcome:
    return refusal(type_, DOCUMENTED_STATUS.get(type_, 400))


OUTCOMES = {
    **{type_.value: refused(type_) for type_ in ErrorType},
    "401": Outcome(Verdict.ERROR, http_status=401),
    "true": TRUE,
    "false": FALSE,
    "unknown": Outcome(Verdict.UNKNOWN, Failure.TIMEOUT),
    "not sent": Outcome(Verdict.NOT_SENT, Failure.DNS),
}
PASTS = ("nothing", "success", "unknown", "confirmed", "waiting", "wave", "many sessions")


def past_of(name: str, outcome: Outcome) -> Past:
    """Return a past of its kind; a wave is one of what ``outcome`` is."""
    others = [check(outcome, uid=f"{n}", minutes_ago=n, request_id=f"s{n}") for n in range(1, 10)]
    pasts = {
        "nothing": NOTHING,
        "success": Past(session=[check(TRUE, uid="p", minutes_ago=5)]),
        "unknown": Past(session=[check(OUTCOMES["unknown"], uid="p", minutes_ago=5)]),
        "confirmed": Past(session=[status(TRUE, uid="p", minutes_ago=5)]),
        "waiting": Past(session=[status(FALSE, uid="p", minutes_ago=1)]),
        "wave": Past(recent=others),
        "many sessions": Past(recipient=others, day_began=MIDNIGHT),
    }
    return pasts[name]


def expected(table: str, past: str) -> dict[tuple[str, str], str]:
    """Read what a table expects with one past, by outcome and operation.

    A line names an outcome (a type without its ``Exception``), an operation, a past of the session
    and what is expected; ``*`` is each, and a later line outweighs the ones before.
    """
    told = {}
    for line in table.strip().splitlines():
        name, operation, when, words = (cell.strip() for cell in line.split("|"))
        if when in ("*", past):
            outcome = name if name in OUTCOMES else f"{name}Exception"
            for each in Operation if operation == "*" else (Operation(operation),):
                told[outcome, each.value] = words
    return told
