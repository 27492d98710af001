"""What time does to the sandbox's logins, in seconds from the first request to a session."""

from collections.abc import Sequence
from typing import Final

from otp_gui.sandbox import answers
from otp_gui.sandbox.channels import PIGEON, PUSH, SMS, VIBER
from otp_gui.sandbox.login import Moment, State

Life = Sequence[Moment]

SMS_IN_TIME: Final[Life] = (
    Moment(channel=SMS.at("wait")),
    Moment(at=2, channel=SMS),
    Moment(at=6, channel=SMS.at("confirmed"), state=State.CONFIRMED),
)
VIBER_THEN_SMS: Final[Life] = (
    Moment(channel=VIBER.at("wait")),
    Moment(at=3, channel=SMS.at("wait"), news=answers.CHANNEL_CHANGED),
    Moment(at=4, channel=SMS),
    Moment(at=5, channel=SMS.at("sent", remaining=2)),
    Moment(at=8, channel=SMS.at("confirmed", remaining=2), state=State.CONFIRMED),
)
PUSH_EXPIRES: Final[Life] = (
    Moment(channel=PUSH),
    Moment(at=6, channel=PUSH.at("closed"), refusal=answers.SESSION_CLOSED),
)
DEAD: Final[Life] = (Moment(channel=VIBER.at("error")),)
NEXT_CHANNEL: Final[Life] = (Moment(channel=SMS.at("wait")), Moment(at=2, channel=SMS))
BY_PIGEON: Final[Life] = (Moment(channel=PIGEON),)
