"""What is said of lists and runs, in the window and on the console alike."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Final

from otp_gui.domain.batch import BatchRow, BatchRun, RunState, StopReason
from otp_gui.domain.batch_rules import Pace, Tally, looked_too_soon, tally, to_resume
from otp_gui.domain.display import visible
from otp_gui.domain.draft import Counts, RowState
from otp_gui.domain.labels import failure_label, verdict_label
from otp_gui.domain.outcome import Failure, Operation, Verdict
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.table import Table
from otp_gui.domain.table_cells import SPACES

Figure = Callable[[int], str]

_MINUTE: Final = 60
_HOUR: Final = 3600

MADE_ELSEWHERE: Final = phrase(
    "This batch run was made at another address than its environment has now: what is left of it"
    " cannot be called there."
)
_REASONS: Final[Mapping[StopReason, Phrase]] = {
    StopReason.CANCELLED: phrase("It was cancelled. Rows that were never called can be resumed."),
    StopReason.ACCESS: phrase(
        "The service refused access: replace the token or mend its rights, then resume the rest,"
        " and call again what was refused."
    ),
    StopReason.UNREACHABLE: phrase(
        "Row after row could not be sent: mend the connection, then resume the rest, and call again"
        " what was not sent."
    ),
    StopReason.HISTORY: phrase(
        "The history took no more rows, and nothing is sent without one: mend that, then resume."
    ),
    StopReason.BUSY: phrase(
        "Some logins had another call in flight and were left alone: resume once these have ended."
    ),
    StopReason.OVERTAKEN: phrase(
        "Some logins had another completing call since, so there is nothing to resume for them."
    ),
    StopReason.INTERRUPTED: phrase(
        "The program ended in the middle. Rows that were never called can be resumed."
    ),
}
_STATES: Final[Mapping[RowState, Phrase]] = {
    RowState.READY: phrase("Ready"),
    RowState.WRONG: phrase("Wrong"),
    RowState.DUPLICATE: phrase("Repeated"),
    RowState.CONFLICT: phrase("Another number"),
    RowState.OFF: phrase("Left out"),
}
_FALSE_AFTER: Final = phrase(
    "After a call that may have arrived, “false” most likely says that this call completed the"
    " login, or else that it was never confirmed."
)
_TOO_SOON: Final = phrase(
    "That was too soon to be sure: calls that were broken off can take effect for half a minute."
    " Inspect once more then."
)
_NOT_ALL_SEEN: Final = phrase("It ended before all of them were looked at.")
_DELIMITERS: Final[Mapping[str, Phrase]] = {
    ",": phrase("comma"),
    ";": phrase("semicolon"),
    "\t": phrase("tab"),
    "|": phrase("vertical bar"),
    SPACES: phrase("spaces"),
}
_ENCODINGS: Final[Mapping[str, str]] = {
    "cp1251": "Windows-1251",
    "utf-8-sig": "UTF-8 (BOM)",
}
_CAUSES: Final = frozenset(failure.value for failure in Failure)
_AS_IT_IS: Final = "{word}"
_LONGEST_TYPE: Final = 60
_OPERATIONS: Final[Mapping[Operation, Phrase]] = {
    Operation.STATUS: phrase("Inspect (read-only)"),
    Operation.COMPLETE: phrase("Check and complete"),
}
_ANSWERS: Final[Mapping[tuple[Operation, Verdict], Phrase]] = {
    (Operation.STATUS, Verdict.SUCCESS): phrase("Confirmed"),
    (Operation.STATUS, Verdict.NOT_COMPLETED): phrase("Status: false"),
    (Operation.COMPLETE, Verdict.SUCCESS): phrase("Completed"),
}


def reason_phrase(reason: StopReason) -> Phrase:
    """Say why a run ended before its last row, and what to do about it."""
    return _REASONS[reason]


def row_state_label(state: RowState) -> Phrase:
    """Name what becomes of a row."""
    return _STATES[state]


def run_operation_label(operation: Operation) -> Phrase:
    """Name what a run does with each of its rows."""
    return _OPERATIONS[operation]


def answer_label(verdict: Verdict, operation: Operation) -> Phrase:
    """Name what came of a row in a word or two; ``success`` of a call that reads is no success."""
    return _ANSWERS.get((operation, verdict)) or verdict_label(verdict)


def type_label(word: str) -> Phrase:
    """Name what a tally counts by: the server's types stay as they came, our causes are words."""
    if word in _CAUSES:
        return failure_label(Failure(word))
    return Phrase(_AS_IT_IS, {"word": visible(word, _LONGEST_TYPE)[0]})


def delimiter_label(delimiter: str) -> Phrase:
    """Name what stands between two cells."""
    return _DELIMITERS.get(delimiter, Phrase(_AS_IT_IS, {"word": delimiter}))


def rows(count: int, figure: Figure) -> Phrase:
    """Say how many rows."""
    return phrases("{figure} row", "{figure} rows", count, figure=figure(count))


def logins(count: int, figure: Figure) -> Phrase:
    """Say how many logins."""
    return phrases("{figure} login", "{figure} logins", count, figure=figure(count))


def found_in(table: Table, figure: Figure) -> Phrase:
    """Say how a list was read: its encoding, delimiter and heading, or its sheet."""
    heading = phrase("with a heading") if table.header is not None else phrase("without a heading")
    count = rows(len(table.rows), figure)
    if table.sheet:
        return phrase(
            "Workbook, sheet “{sheet}”, {heading}, {rows}",
            sheet=table.sheet,
            heading=heading,
            rows=count,
        )
    if not table.delimiter:
        return phrase("JSON, {rows}", rows=count)
    if not table.encoding:
        return phrase(
            "{delimiter}, {heading}, {rows}",
            delimiter=delimiter_label(table.delimiter),
            heading=heading,
            rows=count,
        )
    return phrase(
        "{encoding}, {delimiter}, {heading}, {rows}",
        encoding=_ENCODINGS.get(table.encoding.lower(), table.encoding.upper()),
        delimiter=delimiter_label(table.delimiter),
        heading=heading,
        rows=count,
    )


def counted(counts: Counts, figure: Figure) -> Phrase:
    """Say how many rows are ready, and how many are left out and why; zeros are not told."""
    ready = phrase("ready: {count}", count=figure(counts.ready))
    if counts.doubtful:
        doubtful = phrase("doubtful: {count}", count=figure(counts.doubtful))
        ready = phrase("{whole} ({part})", whole=ready, part=doubtful)
    parts = [ready]
    if counts.wrong:
        parts.append(phrase("wrong: {count}", count=figure(counts.wrong)))
    if counts.duplicates:
        parts.append(phrase("duplicates: {count}", count=figure(counts.duplicates)))
    if counts.off:
        parts.append(phrase("left out: {count}", count=figure(counts.off)))
    return _joined(parts)


def tally_phrase(tally: Tally, operation: Operation, figure: Figure) -> Phrase:
    """Say how many rows came to what, the most frequent first."""
    parts = [
        phrase(
            "{verdict}: {count}",
            verdict=answer_label(verdict, operation),
            count=figure(count),
        )
        for verdict, count in tally.verdicts.items()
    ]
    if tally.forgotten:
        parts.append(phrase("deleted since: {count}", count=figure(tally.forgotten)))
    return _joined(parts) if parts else phrase("nothing so far")


def pace_phrase(pace: Pace) -> Phrase | None:
    """Say how fast a run goes and how long it will take; None where that is not known."""
    if pace.rate is None:
        return None
    rate = f"{pace.rate:.1f}" if pace.rate < 10 else f"{pace.rate:.0f}"  # noqa: PLR2004 - to be read at a glance
    if not pace.remaining_seconds:
        return phrase("{rate} a second", rate=rate)
    return phrase(
        "{rate} a second, {time} left", rate=rate, time=_span(round(pace.remaining_seconds))
    )


def inspected(
    run: BatchRun, found: Sequence[BatchRow], before: Sequence[BatchRow], figure: Figure
) -> Sequence[Phrase]:
    """Say what ``run``, which looked at the unknown rows of another one, came to.

    ``before`` are the rows of that other one; ``found`` are its own.
    """
    counted = tally(found)
    told = phrase("Inspected: {tally}.", tally=tally_phrase(counted, Operation.STATUS, figure))
    not_all = () if run.reason is None else (_NOT_ALL_SEEN,)
    return [told, *not_all, *cautions(found, before)]


def cautions(found: Sequence[BatchRow], before: Sequence[BatchRow]) -> Sequence[Phrase]:
    """Say what ``found``, a look at the unknown ones of ``before``, does and does not tell."""
    told = []
    if any(row.verdict is Verdict.NOT_COMPLETED for row in found):
        told.append(_FALSE_AFTER)
    if looked_too_soon(before, found):
        told.append(_TOO_SOON)
    return told


def left_out(count: int, figure: Figure) -> Phrase:
    """Say that a run has left rows of its list alone."""
    return phrase("Left out of the list: {rows}.", rows=rows(count, figure))


def still_to_call(run: BatchRun, all_rows: Sequence[BatchRow], figure: Figure) -> Sequence[Phrase]:
    """Say how much of a run is still to be called, once another one is made of some of its rows."""
    count = len(to_resume(all_rows, run.operation)) if run.state is RunState.STOPPED else 0
    if not count:
        return ()
    return [
        phrase(
            "Never called of the run before: {rows}; “Earlier runs…” shows that, to resume them.",
            rows=rows(count, figure),
        )
    ]


def completed_since(
    run: BatchRun, all_rows: Sequence[BatchRow], figure: Figure
) -> Sequence[Phrase]:
    """Say for how many rows that a run called somebody has made a newer completing call."""
    count = sum(row.is_overtaken and row.check_uid is not None for row in all_rows)
    if not count or run.operation is not Operation.COMPLETE:
        return ()
    return [
        phrase(
            "Another completing call was made since for {logins}: the history tells what came of"
            " it.",
            logins=logins(count, figure),
        )
    ]


def ending_phrase(run: BatchRun, figure: Figure) -> Phrase:
    """Say how far a run came, and why not further."""
    if run.state is RunState.RUNNING:
        return phrase(
            "Another window or program is at this run: {called} of {count} so far.",
            called=figure(run.called),
            count=figure(run.count),
        )
    if run.state is RunState.FINISHED or run.reason is None:
        return phrase("Every row had its turn: {rows}.", rows=rows(run.count, figure))
    if run.called >= run.count and run.reason is StopReason.INTERRUPTED:
        return phrase(
            "Every row had its turn, but the program ended before all had their answer: {rows}.",
            rows=rows(run.count, figure),
        )
    return phrase(
        "Stopped at {called} of {count}. {reason}",
        called=figure(run.called),
        count=figure(run.count),
        reason=reason_phrase(run.reason),
    )


def _span(seconds: int) -> Phrase:
    if seconds < _MINUTE:
        return phrase("{seconds} s", seconds=max(seconds, 1))
    if seconds < _HOUR:
        return phrase("{minutes} min", minutes=-(-seconds // _MINUTE))
    return phrase("{hours} h {minutes} min", hours=seconds // _HOUR, minutes=seconds % _HOUR // 60)


def _joined(parts: list[Phrase]) -> Phrase:
    return reduce(
        lambda so_far, part: phrase("{first}, {second}", first=so_far, second=part), parts
    )
