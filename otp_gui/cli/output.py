"""What the console prints: data on stdout, everything for people on stderr."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TextIO

import click

from otp_gui.cli.follow_ups import commands, next_steps
from otp_gui.domain.advice import Advice, Severity, explain, whose_move_label
from otp_gui.domain.case import Case
from otp_gui.domain.channel_facts import facts
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr

_COLOURS: Final = {
    Severity.SUCCESS: "green",
    Severity.WAITING: "blue",
    Severity.ACT: "yellow",
    Severity.OVER: "red",
    Severity.ACCESS: "magenta",
    Severity.DATA: "yellow",
    Severity.UNKNOWN: "cyan",
    Severity.NOT_SENT: "bright_black",
    Severity.RUNNING: "blue",
}


class ExitCode(IntEnum):
    """What a script learns without reading anything."""

    SUCCESS = 0
    NOT_COMPLETED = 1
    USAGE = 2
    ERROR = 3
    UNKNOWN = 4
    NOT_SENT = 5
    """Also: the computer itself refused to do what was asked."""
    INTERRUPTED = 130


_BY_VERDICT: Final = {
    Verdict.SUCCESS: ExitCode.SUCCESS,
    Verdict.NOT_COMPLETED: ExitCode.NOT_COMPLETED,
    Verdict.ERROR: ExitCode.ERROR,
    Verdict.UNKNOWN: ExitCode.UNKNOWN,
    Verdict.NOT_SENT: ExitCode.NOT_SENT,
    Verdict.RUNNING: ExitCode.UNKNOWN,
}
_USUAL_COLUMNS: Final = 80
_OF_A_KEY: Final = 2
"""A terminal shows ^C where the cursor is."""


@dataclass(slots=True)
class _Standing:
    """What :func:`standing` shows below everything else."""

    line: str = ""

    def wiped(self) -> str:
        """Return what takes the line off the terminal."""
        if not self.line:
            return ""
        drawn = min(len(self.line), standing_room()) + _OF_A_KEY
        return f"\r{' ' * drawn}\r"


_standing: Final = _Standing()


class RefusedHereError(click.ClickException):
    """The computer itself refused, such as its disk or its keyring; the text is for the user."""

    exit_code = ExitCode.NOT_SENT

    def __init__(self, explanation: Phrase) -> None:
        super().__init__(render(explanation))


def exit_code(outcome: Outcome) -> ExitCode:
    """Return the exit code of a check."""
    if outcome.failure is Failure.CANCELLED:
        return ExitCode.INTERRUPTED
    return by_verdict(outcome.verdict)


def by_verdict(verdict: Verdict) -> ExitCode:
    """Return the exit code of a verdict."""
    return _BY_VERDICT[verdict]


def say(text: str, *, colour: str | None = None, bold: bool = False) -> bool:
    """Tell the user something; colours are dropped where stderr is no terminal.

    False where nobody reads any more.

    Never raises where that cannot be written, as none of the functions here: what came of a call is
    in the exit code too, and a second word of it would be a wrong one.
    """
    styled = click.style(text, fg=colour, bold=bold or None) if colour or bold else text
    return write(styled, err=True)


def refuse(error: click.ClickException) -> None:
    """Tell the user what is wrong with the command, in the words of ``error``."""
    try:
        error.show()
    except (OSError, ValueError):
        _silence(sys.stderr)


def warn(text: str) -> None:
    """Tell the user what to beware of."""
    say(text, colour="yellow")


def data(line: str) -> None:
    """Print one line of what was asked for; no line of it can hold another one."""
    shown, _cut = visible(line)
    write(shown)


def severity_colour(severity: Severity) -> str:
    """Return the name of the colour that a terminal shows a severity in."""
    return _COLOURS[severity]


def say_in_colour(text: str, severity: Severity, *, bold: bool = False) -> bool:
    """Tell the user something in the colour of its severity; False where nobody reads any more."""
    return say(text, colour=_COLOURS[severity], bold=bold)


def tell_case(case: Case) -> None:
    """Explain an inspection to the user, with what is known of the channel."""
    advice = explain(case)
    _tell_answer(case.record.outcome, advice)
    if of_channel := facts(case):
        say("")
        for title, said in of_channel:
            say(f"{render(title)}: {render(said)}")
    _tell_advice(case.record, advice)


def tell_check(record: CheckRecord, advice: Advice) -> None:
    """Explain a finished check to the user."""
    _tell_answer(record.outcome, advice)
    _tell_advice(record, advice)


def _tell_answer(outcome: Outcome, advice: Advice) -> None:
    say_in_colour(render(advice.headline), advice.severity, bold=True)
    if line := _machine_words(outcome):
        say(line)
    if outcome.message:
        shown, cut = visible(outcome.message)
        say(f"“{shown}{'…' if cut else ''}”")


def _tell_advice(record: CheckRecord, advice: Advice) -> None:
    say("")
    say(render(advice.meaning))
    for note in advice.notes:
        say(render(note))
    say(tr("Whose move: {who}", who=render(whose_move_label(advice.whose_move))))
    say(tr("What to do next:"))
    for step in next_steps(advice):
        say(f"  - {render(step)}")
    if offered := commands(record, advice):
        say(tr("As a command:"))
    for command in offered:
        say(f"    {command}")


def _machine_words(outcome: Outcome) -> str:
    status = None if outcome.http_status is None else f"HTTP {outcome.http_status}"
    kind = None if outcome.error_type is None else visible(outcome.error_type, 200)[0]
    return " · ".join(fact for fact in (kind, status) if fact)


def write(text: str, *, err: bool = False, newline: bool = True) -> bool:
    """Write to stdout or stderr at once; False where whoever read it has left.

    Never raises. A full disk or a stream that was closed from the start is nobody who left: what is
    to come of the command may be known by its exit code.
    """
    if err and newline and _standing.line:
        text, newline = f"{_standing.wiped()}{text}\n{_standing.line}", False
    try:
        click.echo(text, err=err, nl=newline)
    except (OSError, ValueError) as error:
        _silence(sys.stderr if err else sys.stdout)
        return not isinstance(error, BrokenPipeError)
    return True


def _silence(stream: TextIO) -> None:
    """Lead a stream nowhere: the exit code still tells, unless the flush at the end fails too."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)


@contextmanager
def standing() -> Iterator[Callable[[str], None]]:
    """Give what shows a line that stays below everything that is said meanwhile, as a bar does.

    For a stderr that is a terminal; the line is no longer than :func:`standing_room`. Shown anew it
    takes its own place, and as it was shown last it is left behind.
    """

    def show(line: str) -> None:
        if line != _standing.line:
            wiped, _standing.line = _standing.wiped(), line
            write(f"{wiped}{line}", err=True, newline=False)

    try:
        yield show
    finally:
        was_shown, _standing.line = bool(_standing.line), ""
        if was_shown:
            write("", err=True)


def standing_room() -> int:
    """Return how many characters a standing line may have on this terminal as it is now."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError, AttributeError):
        columns = 0
    # 0 means that the terminal does not know. What reaches the last column is followed by a new
    # line on some.
    return max((columns or _USUAL_COLUMNS) - _OF_A_KEY - 1, 0)


def on_a_terminal() -> bool:
    """Tell whether somebody is there to be asked; a closed stream is None."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask(question: str, declined: str = "") -> bool:
    """Ask on the terminal; only a clear yes is one, after anything else ``declined`` is told.

    :raises click.Abort: where the input ends without an answer.
    """
    write(f"{question} [y/N] ", err=True, newline=False)
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    is_agreed = line.strip().lower() in {"y", "yes", "д", "да"}
    if declined and not is_agreed:
        say(declined)
    return is_agreed
