"""What to tell when nothing left this machine."""

from dataclasses import replace
from typing import Final

from otp_gui.domain.catalogue.model import Advice, FollowUp, ReplyKind, Severity, Symbol, WhoseMove
from otp_gui.domain.outcome import Failure, Outcome, Remark
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord

_CHECK_NETWORK: Final = phrase("Check the network connection and the VPN.")
_CHECK_ADDRESS: Final = phrase("Check the base URL of this environment.")
_ASK_NETWORK: Final = phrase(
    "Ask those who run your network whether this computer may reach the service."
)
SESSION_ONLY: Final = phrase(
    "If that is impossible, enter the token for this session only: it is forgotten at the end."
)
"""What the window can do without a keyring; the console has another way."""


def _not_sent(
    headline: Phrase, cause: Phrase, *steps: Phrase, whose_move: WhoseMove = WhoseMove.SUPPORT
) -> Advice:
    return Advice(
        headline=headline,
        short=phrase("Not sent"),
        meaning=phrase("{cause} Nothing was sent, and the session is untouched.", cause=cause),
        whose_move=whose_move,
        next_steps=steps,
        severity=Severity.NOT_SENT,
        symbol=Symbol.UNPLUG,
        reply=ReplyKind.OUR_SIDE,
    )


_TOKEN_MISSING: Final = {
    Failure.NO_TOKEN: _not_sent(
        phrase("Not sent: no token"),
        phrase("This environment has no token yet."),
        phrase("Set the token of this environment, then check again."),
    ),
    Failure.TOKEN_REJECTED_LOCALLY: _not_sent(
        phrase("Not sent: damaged token"),
        phrase("The stored token holds characters that no token has."),
        phrase("Paste the token of this environment again, whole and on its own."),
    ),
    Failure.KEYRING_UNAVAILABLE: _not_sent(
        phrase("Not sent: no keyring"),
        phrase("The system's keyring, which keeps the tokens, is not available."),
        phrase("Start or set up the system's keyring, then check again."),
        SESSION_ONLY,
    ),
    Failure.KEYRING_LOCKED: _not_sent(
        phrase("Not sent: the keyring is locked"),
        phrase("The system's keyring, which keeps the tokens, is locked."),
        phrase("Unlock the keyring with its password, then check again."),
        SESSION_ONLY,
    ),
    Failure.KEYRING_TIMEOUT: _not_sent(
        phrase("Not sent: the keyring does not answer"),
        phrase("The system's keyring, which keeps the tokens, did not answer in time."),
        phrase("Look for its password prompt, perhaps behind another window."),
        SESSION_ONLY,
    ),
}

_TOKEN: Final = {
    failure: replace(told, follow_ups=(FollowUp.TOKEN,)) for failure, told in _TOKEN_MISSING.items()
}

_CONNECTION: Final = {
    Failure.DNS: _not_sent(
        phrase("Not sent: host not found"),
        phrase("The network does not know the host of this environment."),
        _CHECK_NETWORK,
        _CHECK_ADDRESS,
        whose_move=WhoseMove.NETWORK,
    ),
    Failure.REFUSED: _not_sent(
        phrase("Not sent: connection refused"),
        phrase("The host of this environment is there, but takes no connections at this port."),
        _CHECK_ADDRESS,
        phrase("Ask those who run the service whether it is up."),
        whose_move=WhoseMove.NETWORK,
    ),
    Failure.CONNECT_TIMEOUT: _not_sent(
        phrase("Not sent: the host does not answer"),
        phrase("The host of this environment did not answer in time."),
        _CHECK_NETWORK,
        _ASK_NETWORK,
        whose_move=WhoseMove.NETWORK,
    ),
    Failure.TIMEOUT: _not_sent(
        phrase("Not sent: out of time"),
        phrase("The time limit of this environment ran out before the call could leave."),
        _CHECK_NETWORK,
        phrase("Try again; if it keeps happening, raise the time limit of this environment."),
        whose_move=WhoseMove.NETWORK,
    ),
    Failure.RESET: _not_sent(
        phrase("Not sent: the connection broke"),
        phrase("The connection broke before the call could leave."),
        _CHECK_NETWORK,
        _ASK_NETWORK,
        whose_move=WhoseMove.NETWORK,
    ),
    Failure.PROXY: _not_sent(
        phrase("Not sent: the proxy refused"),
        phrase("The proxy of this environment did not connect to the service."),
        phrase("Check the proxy of this environment with those who run your network."),
        whose_move=WhoseMove.NETWORK,
    ),
    Failure.PROTOCOL: _not_sent(
        phrase("Not sent: no valid request"),
        phrase("These values do not make a valid request."),
        phrase("Check the request ID, the recipient and the base URL for odd characters."),
    ),
}

_LOCAL: Final = {
    Failure.CANCELLED: _not_sent(
        phrase("Not sent: cancelled"),
        phrase("The call was cancelled before it left."),
        phrase("Check again whenever you like."),
        whose_move=WhoseMove.NOBODY,
    ),
    Failure.HISTORY_UNAVAILABLE: _not_sent(
        phrase("Not sent: the history cannot be written"),
        phrase("The call could not be recorded beforehand, and none is made without a record."),
        phrase("Free some disk space or restore access to the history file, then check again."),
        phrase("If it cannot wait, you may insist on a call without a record."),
    ),
    Failure.INSECURE_TRANSPORT: _not_sent(
        phrase("Not sent: no encryption"),
        phrase("This is a production called by plain http: the token would travel unencrypted."),
        phrase("Change the base URL of this environment to https."),
    ),
}
_BY_FAILURE: Final = {**_TOKEN, **_CONNECTION, **_LOCAL}
_ANY: Final = _not_sent(
    phrase("Not sent"),
    phrase("The call did not leave this computer."),
    _CHECK_NETWORK,
    _CHECK_ADDRESS,
)


def _insecure(cause: Phrase, *steps: Phrase) -> Advice:
    return _not_sent(
        phrase("Not sent: the connection is not secure"),
        cause,
        *steps,
        whose_move=WhoseMove.NETWORK,
    )


_ASK_CERTIFICATE: Final = phrase("Report it to those who run the service.")
_CA_BUNDLE: Final = phrase(
    "If your network inspects traffic, set its CA bundle for this environment."
)
CERTIFICATE: Final = {
    Remark.CERTIFICATE_UNTRUSTED: _insecure(
        phrase("The certificate of the server is not signed by anyone whom this computer trusts."),
        _CHECK_ADDRESS,
        _CA_BUNDLE,
    ),
    Remark.CERTIFICATE_EXPIRED: _insecure(
        phrase("The certificate of the server has expired, or is not valid yet."),
        phrase("Check the date and the time of this computer."),
        _ASK_CERTIFICATE,
    ),
    Remark.CERTIFICATE_WRONG_HOST: _insecure(
        phrase("The certificate of the server belongs to another host."),
        _CHECK_ADDRESS,
        _ASK_CERTIFICATE,
    ),
    Remark.NO_CA_CERTIFICATES: _insecure(
        phrase(
            "This computer has no trusted certificates, so it cannot tell whether the server is"
            " genuine."
        ),
        phrase("Install the system's certificates, such as the package ca-certificates."),
        phrase("Or set a CA bundle for this environment."),
    ),
    Remark.CA_BUNDLE_UNREADABLE: _insecure(
        phrase("The CA bundle of this environment cannot be read."),
        phrase("Check the file that this environment names as its CA bundle."),
    ),
}
_INSECURE: Final = _insecure(
    phrase("No secure connection to the server came about."),
    _CHECK_ADDRESS,
    _CA_BUNDLE,
)


def already_running(running: CheckRecord) -> Advice:
    """Explain why nothing was sent while ``running``, a call for the same session, is in flight.

    That call may complete the session at any moment, so nothing is said about the session.
    """
    return Advice(
        headline=phrase("Not sent: a call is running already"),
        short=phrase("Not sent"),
        meaning=phrase(
            "A call for this login is running already, since {time}. This one was not sent.",
            time=running.started_at,
        ),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(phrase("Wait for its result: it will be in the history."),),
        severity=Severity.NOT_SENT,
        symbol=Symbol.HOURGLASS,
        reply=ReplyKind.TROUBLE,
    )


def not_sent(outcome: Outcome) -> Advice:
    """Explain why nothing was sent, for TLS by the reason that the remarks name."""
    if outcome.failure is Failure.TLS:
        reasons = [CERTIFICATE[remark] for remark in outcome.remarks if remark in CERTIFICATE]
        return reasons[0] if reasons else _INSECURE
    if outcome.failure is None:
        return _ANY
    return _BY_FAILURE.get(outcome.failure, _ANY)
