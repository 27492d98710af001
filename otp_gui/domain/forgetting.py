"""Whether what is on view speaks of a phone number that is to be forgotten."""

from collections.abc import Iterator
from typing import Final

from otp_gui.domain.case import Case
from otp_gui.domain.record import CheckRecord

_COMPARED: Final = 10
"""So many last digits tell a number, whichever prefix it is spelled with."""


def speaks_of(text: str, number: str) -> bool:
    """Tell whether ``text`` holds ``number``, in any spelling; in doubt it does."""
    sought = _digits(number)[-_COMPARED:]
    if not sought:
        return number.casefold() in text.casefold()
    return sought in _digits(text)


def case_speaks_of(case: Case, number: str) -> bool:
    """Tell whether anything that is shown of ``case`` may hold ``number``."""
    return any(speaks_of(text, number) for record in records_of(case) for text in texts_of(record))


def records_of(case: Case) -> Iterator[CheckRecord]:
    """Yield every call that is told of where ``case`` is shown."""
    yield case.record
    for record in (case.channel, case.newer):
        if record is not None:
            yield record
    for records in (case.past.session, case.past.recipient, case.past.recent):
        yield from records


def texts_of(record: CheckRecord) -> Iterator[str]:
    """Yield what may hold a number of what is shown of ``record``."""
    outcome = record.outcome
    yield from (record.recipient, record.request_id, record.note)
    yield from (outcome.error_type or "", outcome.message or "", outcome.response or "")


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
