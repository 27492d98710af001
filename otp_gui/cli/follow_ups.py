"""What helps on after an answer in the console: next steps, and commands ready to be copied."""

import shlex
from collections.abc import Sequence
from typing import Final

from otp_gui.bootstrap import TOKEN_VARIABLE
from otp_gui.domain.advice import Advice
from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.catalogue.not_sent import SESSION_ONLY
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import read_recipient

# What changes a session is not served so readily that it could be pasted in passing.
_READING: Final = {FollowUp.INSPECT: "inspect", FollowUp.WATCH: "watch"}


def commands(record: CheckRecord, advice: Advice) -> list[str]:
    """Return a line for each follow-up that this program has a harmless command for.

    A login that was just inspected is not to be inspected once more.
    """
    found = [
        _command(follow_up, record)
        for follow_up in advice.follow_ups
        if not (follow_up is FollowUp.INSPECT and record.operation is Operation.STATUS)
    ]
    # What would have to be shown otherwise than it is cannot be copied.
    return [command for command in found if command and visible(command)[0] == command]


def next_steps(advice: Advice) -> Sequence[Phrase]:
    """Return the next steps of an advice: what only the window can do has another way here."""
    return [
        phrase(
            "If that is impossible, put the token for one run into the variable {name}.",
            name=TOKEN_VARIABLE,
        )
        if step == SESSION_ONLY
        else step
        for step in advice.next_steps
    ]


def _command(follow_up: FollowUp, record: CheckRecord) -> str:
    if follow_up is FollowUp.TOKEN:
        return shlex.join(["otp-check", "token", "set", record.environment])
    if follow_up not in _READING or record.request_id.startswith("-"):
        return ""
    words = ["otp-check", _READING[follow_up], record.request_id, "--recipient", record.recipient]
    read = read_recipient(record.recipient).value
    as_typed = [] if read is not None and read.value == record.recipient else ["--as-typed"]
    return shlex.join([*words, *as_typed, "--env", record.environment])
