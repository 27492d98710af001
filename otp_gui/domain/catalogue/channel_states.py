"""What the state of a channel means: on its own, and beside a status that is not confirmed."""

from dataclasses import replace
from typing import Final

from otp_gui.domain.catalogue.model import Advice, FollowUp, ReplyKind, Severity, Symbol, WhoseMove
from otp_gui.domain.channel import Channel, ChannelStatus, CodeType
from otp_gui.domain.labels import channel_label, channel_status_label
from otp_gui.domain.phrase import Phrase, phrase

_ASK_FOR_ANOTHER: Final = phrase(
    "If nothing has come, ask the user to have it sent again on the login page."
)
_RESEND_HERE: Final = phrase(
    "If the page does not offer that, send again from here: the user gets another message."
)
_SEND_AGAIN_THERE: Final = phrase("Ask the user to have it sent again on the login page.")
_REQUEST_AGAIN: Final = phrase("Ask the user to request the code again on the login page.")
_NEW_LOGIN: Final = phrase("If that does not help, ask the user to start a new login.")
_WATCHES: Final = (FollowUp.WATCH, FollowUp.INSPECT)
_RESENDS: Final = (FollowUp.RESEND, FollowUp.INSPECT)


def summary(channel: Channel) -> Phrase:
    """Say in a few words which channel it is and how far it has come."""
    if channel.status is None:
        return _name(channel)
    return phrase(
        "{channel}: {state}", channel=_name(channel), state=channel_status_label(channel.status)
    )


def on_its_own(channel: Channel) -> Advice:
    """Explain a channel of a session whose status is not known.

    It does not tell whether the session is alive, so nothing that changes it is offered.
    """
    told = _explained(channel)
    whole = replace(
        told,
        headline=summary(channel),
        short=summary(channel),
        meaning=phrase("{channel} This look changed nothing.", channel=told.meaning),
    )
    if channel.is_dead:
        return replace(
            whole,
            next_steps=(phrase("Inspect the login: the status tells whether it is still alive."),),
            whose_move=WhoseMove.SUPPORT,
            reply=ReplyKind.TROUBLE,
            follow_ups=(FollowUp.INSPECT,),
        )
    return whole


def not_confirmed(channel: Channel) -> Advice:
    """Explain a channel of a session that the service calls not confirmed at the same time."""
    told = _explained(channel)
    if channel.status == ChannelStatus.CONFIRMED:
        return told
    if channel.status in (ChannelStatus.WAIT, ChannelStatus.SENT):
        meaning = phrase(
            "The user has not confirmed yet. {channel} This look changed nothing.",
            channel=told.meaning,
        )
    else:
        # What becomes of the channel of a completed session, no reference says.
        meaning = phrase(
            "The login is not confirmed. {channel} This look changed nothing.", channel=told.meaning
        )
    return replace(told, meaning=meaning)


def _explained(channel: Channel) -> Advice:
    match channel.status:
        case ChannelStatus.CONFIRMED:
            return _confirmed(channel)
        case ChannelStatus.CLOSED | ChannelStatus.ERROR:
            return _dead(channel)
    if channel.remaining == 0 and channel.code_type != CodeType.CODELESS:
        return _no_attempts(channel)
    match channel.status:
        case ChannelStatus.WAIT:
            return _on_its_way(channel)
        case ChannelStatus.SENT:
            return _last_attempt_told(_sent(channel), channel)
        case _:
            return _in_another_state(channel)


def _on_its_way(channel: Channel) -> Advice:
    return Advice(
        headline=phrase("{channel}: in progress", channel=_name(channel)),
        short=phrase("On its way"),
        meaning=phrase(
            "The service is still at work on this channel, and does not say yet that anything"
            " was sent."
        ),
        whose_move=WhoseMove.NOBODY,
        next_steps=(
            phrase("Watch the login, or inspect it again in a few seconds."),
            phrase(
                "If it stays like this for minutes, report the request ID and the time to those"
                " who run the service."
            ),
        ),
        severity=Severity.WAITING,
        symbol=Symbol.CLOCK,
        reply=ReplyKind.NOT_CONFIRMED,
        follow_ups=_WATCHES,
    )


def _sent(channel: Channel) -> Advice:
    match channel.code_type:
        case CodeType.CODE:
            return _waiting(
                phrase("{channel}: code sent", channel=_name(channel)),
                phrase("The service has sent the code; the user enters it on the login page."),
                phrase("Ask whether the code has come, and let the user enter it."),
            )
        case CodeType.CODELESS:
            return _waiting(
                phrase("{channel}: sent, the user has to confirm", channel=_name(channel)),
                phrase("The service has asked the user to confirm on the phone; there is no code."),
                phrase("Ask the user to confirm on the phone."),
            )
        case _:
            return _waiting(
                phrase("{channel}: sent, the user has to react", channel=_name(channel)),
                phrase("The service has sent something to the user, who has to react to it."),
                phrase("Ask what has come on the phone, and what the login page wants."),
            )


def _waiting(headline: Phrase, meaning: Phrase, step: Phrase) -> Advice:
    return Advice(
        headline=headline,
        short=phrase("Waiting for user"),
        meaning=meaning,
        whose_move=WhoseMove.END_USER,
        next_steps=(step, _ASK_FOR_ANOTHER),
        severity=Severity.WAITING,
        symbol=Symbol.HOURGLASS,
        reply=ReplyKind.NOT_CONFIRMED,
        follow_ups=_WATCHES,
    )


def _last_attempt_told(told: Advice, channel: Channel) -> Advice:
    if channel.remaining != 1 or channel.tries == 1 or channel.code_type == CodeType.CODELESS:
        return told
    step = phrase("Only one attempt is left: let the user enter the newest code.")
    return replace(told, next_steps=(step, *told.next_steps))


def _no_attempts(channel: Channel) -> Advice:
    return Advice(
        headline=phrase("{channel}: no attempts left", channel=_name(channel)),
        short=phrase("No attempts left"),
        meaning=phrase("In this channel the user has no attempt left to enter a code."),
        whose_move=WhoseMove.END_USER,
        next_steps=(_REQUEST_AGAIN, _NEW_LOGIN),
        severity=Severity.ACT,
        symbol=Symbol.CIRCLE_X,
        reply=ReplyKind.REQUEST_AGAIN,
        follow_ups=(FollowUp.INSPECT,),
    )


def _confirmed(channel: Channel) -> Advice:
    return Advice(
        headline=phrase("{channel}: confirmed", channel=_name(channel)),
        short=phrase("Channel confirmed"),
        meaning=phrase(
            "This channel has finished well: the user has confirmed. If the status is false all the"
            " same, the confirmation has only just come, or the session is completed already."
        ),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            phrase("Inspect the login once more: that changes nothing."),
            phrase("Ask whether the user is logged in by now."),
        ),
        severity=Severity.WAITING,
        symbol=Symbol.CIRCLE_CHECK,
        reply=ReplyKind.ASK_WHETHER_IN,
        follow_ups=(FollowUp.INSPECT,),
    )


def _dead(channel: Channel) -> Advice:
    closed = channel.status == ChannelStatus.CLOSED
    return Advice(
        headline=phrase("{channel}: closed", channel=_name(channel))
        if closed
        else phrase("{channel}: failed", channel=_name(channel)),
        short=phrase("Channel closed") if closed else phrase("Channel failed"),
        meaning=phrase(
            "This channel was closed by force and brings no confirmation any more."
            " Sending again restarts it or starts the next one."
        )
        if closed
        else phrase(
            "This channel ended with an error and brings no confirmation any more."
            " Sending again restarts it or starts the next one."
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(_SEND_AGAIN_THERE, _RESEND_HERE, _NEW_LOGIN),
        severity=Severity.ACT,
        symbol=Symbol.ROTATE_CW,
        reply=ReplyKind.REQUEST_AGAIN,
        follow_ups=_RESENDS,
    )


def _in_another_state(channel: Channel) -> Advice:
    return Advice(
        headline=summary(channel),
        short=phrase("Not confirmed"),
        meaning=phrase("The service does not say how far this channel has come.")
        if channel.status is None
        else phrase(
            "The service calls the state of this channel “{state}”; no reference explains that.",
            state=channel_status_label(channel.status),
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(
            phrase("Ask whether the user got the message and has confirmed."),
            _ASK_FOR_ANOTHER,
        ),
        severity=Severity.WAITING,
        symbol=Symbol.HOURGLASS,
        reply=ReplyKind.NOT_COMPLETED,
        follow_ups=_WATCHES,
    )


def _name(channel: Channel) -> Phrase:
    return phrase("Channel") if channel.type is None else channel_label(channel.type)
