"""What a watch tells while it runs: lines for a person, or objects for a program."""

import shutil
from datetime import UTC, datetime
from typing import Protocol

from otp_gui.cli.asking import Asked
from otp_gui.cli.inspect import inspection_object
from otp_gui.cli.json_lines import (
    SCHEMA,
    Object,
    answer_fields,
    channel_object,
    moment_word,
    print_object,
)
from otp_gui.cli.output import on_a_terminal, say, say_in_colour, tell_case, write
from otp_gui.domain.advice import explain
from otp_gui.domain.case import Case
from otp_gui.domain.display import visible
from otp_gui.domain.watching import Ending, ended
from otp_gui.i18n import ntr, render, tr
from otp_gui.services.watch import Look, WatchEvent


class Teller(Protocol):
    """Tells what a watch sees. Each method returns False where whoever listened has left."""

    def begin(self, asked: Asked) -> bool:
        """Tell that the watch begins."""
        ...

    def hear(self, seen: WatchEvent | Look) -> bool:
        """Tell a change, or that one has looked."""
        ...

    def end(self, ending: Ending, case: Case) -> bool:
        """Tell why the watch is over, and the last look."""
        ...


class Lines:
    """A line on stderr for each change; on a terminal also where the login stands right now."""

    def __init__(self) -> None:
        self._standing = _StandingLine() if on_a_terminal() else None

    def begin(self, asked: Asked) -> bool:
        """Name the session, and say that nothing happens to it."""
        return say(
            tr(
                "Watching session {request_id} of {recipient} on {environment}. This only reads."
                " Ctrl+C stops it.",
                request_id=visible(asked.request.request_id.value)[0],
                recipient=visible(asked.request.recipient.value)[0],
                environment=asked.environment.name,
            )
        )

    def hear(self, seen: WatchEvent | Look) -> bool:
        """Tell a change with its time of day here; a look only changes the standing line."""
        if isinstance(seen, Look):
            return self._standing is None or self._standing.show(_where_it_stands(seen))
        self._clear()
        shown, _cut = visible(render(seen.text))
        return say_in_colour(f"{_time_of_day(seen.at)}  {shown}", seen.severity)

    def end(self, ending: Ending, case: Case) -> bool:
        """Explain the last look as ``inspect`` does, and say why there is none after it."""
        self._clear()
        say("")
        tell_case(case)
        say("")
        return say(render(ended(ending, case).summary), bold=True)

    def _clear(self) -> None:
        if self._standing is not None:
            self._standing.show("")


class JsonLines:
    """An object on stdout for each thing seen."""

    def begin(self, asked: Asked) -> bool:  # noqa: ARG002 - the objects name the session
        """Print nothing: the first object is what is seen first."""
        return True

    def hear(self, seen: WatchEvent | Look) -> bool:
        """Print a ``look`` or a ``change``."""
        if isinstance(seen, Look):
            return print_object(_event("look", seen.at, _look(seen)))
        change = {"text": render(seen.text), "severity": seen.severity}
        return print_object(_event("change", seen.at, change))

    def end(self, ending: Ending, case: Case) -> bool:
        """Print the ``end``: why, and the last look in the words of ``inspect --json``."""
        why = {"ending": ending, "text": render(ended(ending, case).summary)}
        return print_object(_event("end", datetime.now(UTC), {**why, **inspection_object(case)}))


def _event(name: str, at: datetime, fields: Object) -> Object:
    return {"schema": SCHEMA, "event": name, "at": moment_word(at), **fields}


def _look(look: Look) -> Object:
    return {
        **answer_fields(look.case.record.outcome),
        "channel": channel_object(look.case.channel),
        "wait_seconds": round(look.wait_seconds, 3),
        "slowed": None if look.slowed is None else render(look.slowed),
    }


def _where_it_stands(look: Look) -> str:
    parts = [_time_of_day(look.at), render(explain(look.case).short)]
    if look.is_awaited:
        parts.append(tr("the service is to report"))
    elif seconds := round(look.wait_seconds):
        parts.append(ntr("next look in {count} second", "next look in {count} seconds", seconds))
    if look.slowed is not None:
        parts.append(render(look.slowed))
    parts.append(tr("Ctrl+C stops"))
    return " · ".join(parts)


def _time_of_day(at: datetime) -> str:
    return f"{at.astimezone():%H:%M:%S}"


class _StandingLine:
    """The last line of a terminal, written over and over."""

    def __init__(self) -> None:
        self._length = 0

    def show(self, text: str) -> bool:
        """Put ``text`` in the place of what stood there; nothing leaves an empty line."""
        room = shutil.get_terminal_size().columns - 1
        shown = visible(text, max(room, 0))[0]
        # Spaces, not an escape: that would be dropped where one wants no colours.
        blank = "\r" + " " * self._length + "\r" if self._length else ""
        self._length = len(shown)
        return write(blank + shown, err=True, newline=False)
