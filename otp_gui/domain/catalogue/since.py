"""What an answer means once earlier calls have found the login confirmed, or completed it."""

from typing import Final

from otp_gui.domain.catalogue.model import Advice, ReplyKind, Severity, Symbol, WhoseMove
from otp_gui.domain.outcome import Operation
from otp_gui.domain.past import Known, moment_of
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import CheckRecord

ASK_WHETHER_IN: Final = phrase("Ask whether the user is logged in by now.")
NEW_LOGIN: Final = phrase("If the site is still waiting, ask the user to start a new login.")
ONCE_COMPLETED: Final = (
    phrase("Tell the customer that the user's confirmation went through."),
    NEW_LOGIN,
)


def completed_earlier(success: CheckRecord) -> Advice:
    """Explain whatever comes after ``success``, a check of this tool that got ``true``."""
    when = moment_of(success)
    return Advice(
        headline=phrase("Completed earlier"),
        short=phrase("Completed earlier"),
        meaning=phrase(
            "{operator} completed this session with this tool on {when}."
            " Since then the customer's site gets false.",
            operator=success.operator,
            when=when,
        )
        if success.operator
        else phrase(
            "A check with this tool completed this session on {when}."
            " Since then the customer's site gets false.",
            when=when,
        ),
        whose_move=WhoseMove.SUPPORT,
        next_steps=ONCE_COMPLETED,
        severity=Severity.WAITING,
        symbol=Symbol.HISTORY,
        reply=ReplyKind.COMPLETED_EARLIER,
    )


def likely_completed(confirmed: CheckRecord, known: Known) -> Advice:
    """Explain a ``false`` after ``confirmed`` found the login confirmed."""
    unclear = known.unclear
    if unclear is None and confirmed.operation is Operation.CHANNEL:
        return _completed_by_somebody(confirmed, false_then=known.false_then)
    found = moment_of(confirmed)
    return Advice(
        headline=phrase("Most likely completed by the customer's site")
        if unclear is None
        else phrase("Most likely completed already"),
        short=phrase("Likely completed"),
        meaning=phrase(
            "This login was found confirmed on {found}, and now the service answers false."
            " Most likely the customer's own site has completed the session.",
            found=found,
        )
        if unclear is None
        else phrase(
            "This login was found confirmed on {found}, and now the service answers false."
            " Most likely the session has been completed: by the customer's own site, or by the"
            " check on {when} that got no clear answer.",
            found=found,
            when=unclear.started_at,
        ),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            ASK_WHETHER_IN,
            phrase(
                "If the login still hangs, ask the customer's developers what their site did with"
                " the true that it got."
            )
            if unclear is None
            else NEW_LOGIN,
        ),
        severity=Severity.WAITING,
        symbol=Symbol.HISTORY,
        reply=ReplyKind.ASK_WHETHER_IN,
    )


def _completed_by_somebody(channel: CheckRecord, *, false_then: bool) -> Advice:
    found = moment_of(channel)
    return Advice(
        headline=phrase("Most likely completed already"),
        short=phrase("Likely completed"),
        meaning=phrase(
            "On {found} the channel of this login had finished well while the status was false, as"
            " now: most likely the session is completed already; by whom is not known.",
            found=found,
        )
        if false_then
        else phrase(
            "On {found} the channel of this login had finished well, and now the service answers"
            " false: most likely the session is completed already; by whom is not known.",
            found=found,
        ),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            ASK_WHETHER_IN,
            phrase(
                "If the login still hangs, ask the customer whether their site has got true; if"
                " not, ask the user to start a new login."
            ),
        ),
        severity=Severity.WAITING,
        symbol=Symbol.HISTORY,
        reply=ReplyKind.ASK_WHETHER_IN,
    )
