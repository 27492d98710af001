"""What is to be known before rows of a run are called."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from otp_gui.domain.batch import BatchItem, BatchRow
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.phrase import Phrase, phrases


def to_look_up(rows: Iterable[BatchItem | BatchRow], operation: Operation) -> Sequence[str]:
    """Return the request IDs of which a run has to know whether they were completed before.

    They are none where it only reads.
    """
    completes = operation is Operation.COMPLETE
    return [row.request.request_id.value for row in rows] if completes else ()


def called_before(verdicts: Iterable[Verdict], figure: Callable[[int], str]) -> Sequence[Phrase]:
    """Warn of logins that are to be completed although an earlier completing call was made.

    ``verdicts`` are what these came to. One that found nothing to complete, or was refused, is
    nothing to warn of.
    """
    found = Counter(verdicts)
    running, unknown = found[Verdict.RUNNING], found[Verdict.UNKNOWN]
    completed = found[Verdict.SUCCESS]
    warnings = []
    if running:
        warnings.append(
            phrases(
                "{figure} login has a completing call in flight: wait for its answer.",
                "{figure} logins have completing calls in flight: wait for their answers.",
                running,
                figure=figure(running),
            )
        )
    if unknown:
        warnings.append(
            phrases(
                "{figure} login had a completing call before, and how that ended is unknown:"
                " inspect it first.",
                "{figure} logins had completing calls before, and how these ended is unknown:"
                " inspect them first.",
                unknown,
                figure=figure(unknown),
            )
        )
    if completed:
        warnings.append(
            phrases(
                "{figure} login was completed before.",
                "{figure} logins were completed before.",
                completed,
                figure=figure(completed),
            )
        )
    return warnings


def hidden(count: int, figure: Callable[[int], str]) -> Sequence[Phrase]:
    """Warn of logins that are to be completed although a filter or a search hides their rows."""
    if not count:
        return ()
    return [
        phrases(
            "{figure} of them is not in view: a filter or a search hides its row.",
            "{figure} of them are not in view: a filter or a search hides their rows.",
            count,
            figure=figure(count),
        )
    ]


def doubtful(count: int, figure: Callable[[int], str]) -> Sequence[Phrase]:
    """Warn of logins that are to be completed although their row looks wrong."""
    if not count:
        return ()
    return [
        phrases(
            "{figure} of them is doubtful: the filter “Doubtful” shows it.",
            "{figure} of them are doubtful: the filter “Doubtful” shows them.",
            count,
            figure=figure(count),
        )
    ]


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
