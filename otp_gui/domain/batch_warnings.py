"""What is to be known before rows of a run are called once more."""

from collections.abc import Callable, Iterable, Sequence

from otp_gui.domain.batch import BatchRow
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.phrase import Phrase, phrases


def inferred(rows: Iterable[BatchRow], figure: Callable[[int], str]) -> Sequence[Phrase]:
    """Warn of rows that are to be completed although an earlier completing call ended unknown.

    Nothing says what the status of a completed session is: that “true” means it was not completed
    is a conclusion of ours.
    """
    count = sum(row.verdict is Verdict.UNKNOWN for row in rows)
    if not count:
        return ()
    return [
        phrases(
            "{figure} login may have been completed already: its call ended unknown. That it was"
            " not is only inferred from a later inspection, which said “true”.",
            "{figure} logins may have been completed already: their calls ended unknown. That they"
            " were not is only inferred from later inspections, which said “true”.",
            count,
            figure=figure(count),
        )
    ]
