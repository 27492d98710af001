"""The situations that customers are answered in, in words."""

from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.reply import ReplyKind

_TITLES: Final = {
    ReplyKind.COMPLETED: phrase("Login completed"),
    ReplyKind.COMPLETED_EARLIER: phrase("Completed earlier"),
    ReplyKind.CONFIRMED: phrase("Confirmed, the site has to finish"),
    ReplyKind.ASK_WHETHER_IN: phrase("Confirmed, then unclear"),
    ReplyKind.NOT_CONFIRMED: phrase("Not confirmed yet"),
    ReplyKind.NOT_COMPLETED: phrase("Not confirmed, or completed earlier"),
    ReplyKind.SENT_AGAIN: phrase("Another message was sent"),
    ReplyKind.REQUEST_AGAIN: phrase("A new message is needed"),
    ReplyKind.CHANNEL_CHANGED: phrase("The channel has changed"),
    ReplyKind.WRONG_CODE: phrase("Wrong code"),
    ReplyKind.CAPTCHA: phrase("Captcha not passed"),
    ReplyKind.WAIT: phrase("Wait before the next message"),
    ReplyKind.ATTEMPTS_USED_UP: phrase("Attempts used up"),
    ReplyKind.NO_CHANNEL: phrase("No message gets through"),
    ReplyKind.SESSION_OVER: phrase("The session is over"),
    ReplyKind.NUMBER_MISMATCH: phrase("Another phone number"),
    ReplyKind.TROUBLE: phrase("No clear answer"),
    ReplyKind.OUR_SIDE: phrase("Something on our side"),
}


def reply_title(kind: ReplyKind) -> Phrase:
    """Name a situation for the agent."""
    return _TITLES[kind]
