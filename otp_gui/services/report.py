"""A case as text for the ticket: plain, or as Markdown in which nobody else's text is markup."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from otp_gui.domain import channel_facts
from otp_gui.domain.advice import Advice, explain, whose_move_label
from otp_gui.domain.case import Case
from otp_gui.domain.display import visible
from otp_gui.domain.labels import operation_label, verdict_in_words
from otp_gui.domain.past import moment_of
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import HIDDEN, mask_phone, redact, without_tokens
from otp_gui.domain.timeline import TimelineEntry, timeline

MAX_MESSAGE: Final = 4096
_MAX_WORD: Final = 300
_MAX_LINES: Final = 50
_SHORTEST_NUMBER: Final = 6
_SIGNIFICANT: Final = 10
# A number of Russia may be spelled with it in place of the country code.
_TRUNK: Final = "8"
_BETWEEN: Final = r"(?:⟨U\+[0-9A-F]{4,6}⟩|\D){0,4}"
# Text that no flavour of Markdown takes for anything else.
_HARMLESS: Final = r"[^\W_](?:[^\W_]| (?=[^\W_]))*"


class Style(StrEnum):
    """How a report is marked up."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


class _Markup(Protocol):
    """Turns pieces of a report into lines; ``literal`` is for text that others wrote."""

    def literal(self, text: str) -> str: ...
    def title(self, text: str) -> str: ...
    def heading(self, text: str) -> str: ...
    def fact(self, name: str, value: str) -> str: ...
    def quote(self, text: str) -> str: ...


class _Plain:
    def literal(self, text: str) -> str:
        return text

    def title(self, text: str) -> str:
        return text

    def heading(self, text: str) -> str:
        return f"{text}:"

    def fact(self, name: str, value: str) -> str:
        return f"{name}: {value}"

    def quote(self, text: str) -> str:
        # A line of it must not pass for a line of the report.
        return "\n".join(f"> {line}" for line in text.split("\n"))


class _Markdown:
    def literal(self, text: str) -> str:
        """Return ``text``, one line, as code unless it is plain words: code is never markup."""
        if re.fullmatch(_HARMLESS, text) or not text:
            return text
        fence = _fence(text, 1)
        pad = " " if text[0] in "` " or text[-1] in "` " else ""
        return f"{fence}{pad}{text}{pad}{fence}"

    def title(self, text: str) -> str:
        return f"**{text}**"

    def heading(self, text: str) -> str:
        return f"**{text}**\n"

    def fact(self, name: str, value: str) -> str:
        return f"- **{name}:** {value}"

    def quote(self, text: str) -> str:
        fence = _fence(text, 3)
        return f"{fence}text\n{text}\n{fence}"


_MARKUPS: Final[dict[Style, _Markup]] = {Style.PLAIN: _Plain(), Style.MARKDOWN: _Markdown()}


def _fence(text: str, shortest: int) -> str:
    """Return more backticks than ``text`` holds in a row."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(shortest, longest + 1)


def report(  # noqa: PLR0913 - each by its name
    case: Case,
    *,
    style: Style,
    say: Callable[[Phrase], str],
    environment_name: str,
    version: str,
    masked: bool = True,
    seen: Sequence[tuple[datetime, Phrase]] = (),
) -> str:
    """Return the report on a case, in the language of ``say``.

    ``seen`` is what a watch saw, and when.

    ``masked`` hides phone numbers, wherever they stand; tokens are hidden always. The server's
    message is cut at 4 KB, its invisible characters are shown, and none of its text is markup.
    """
    writer = _Writer(case.record, _MARKUPS[style], say, masked=masked)
    told = explain(case)
    parts = [
        _MARKUPS[style].title(writer.say(told.headline)),
        writer.facts(case, told, environment_name),
        writer.message(),
        writer.note(),
        writer.section(phrase("What it means"), [told.meaning, *told.notes], mark=""),
        writer.section(phrase("What to do next"), told.next_steps),
        writer.watched(seen),
        writer.timeline(timeline(case)),
        say(phrase("Made by OTP GUI {version}.", version=version)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    record: CheckRecord
    markup: _Markup
    speak: Callable[[Phrase], str]
    masked: bool

    def facts(self, case: Case, told: Advice, environment_name: str) -> str:
        record, outcome, say = self.record, self.record.outcome, self.speak
        number = mask_phone(record.recipient) if self.masked else record.recipient
        found = (
            (phrase("When"), say(_when(moment_of(record)))),
            (phrase("Environment"), self._word(environment_name)),
            (phrase("Base URL"), self._word(record.base_url)),
            (phrase("Request ID"), self._word(record.request_id)),
            (phrase("Recipient"), self.markup.literal(visible(number, _MAX_WORD)[0])),
            (phrase("Operation"), say(operation_label(record.operation))),
            (phrase("Verdict"), self.say(verdict_in_words(outcome.verdict, record.operation))),
            (phrase("Type"), self._foreign(outcome.error_type or "")),
            (phrase("HTTP status"), str(outcome.http_status or "")),
            (phrase("Cause on this side"), self._word(outcome.failure or "")),
            (phrase("Whose move"), say(whose_move_label(told.whose_move))),
            *((name, self.say(value)) for name, value in channel_facts.facts(case)),
        )
        return "\n".join(self.markup.fact(say(name), value) for name, value in found if value)

    def message(self) -> str:
        message = self.record.outcome.message
        if not message:
            return ""
        # Hidden whole, 64 KB at most, before it is cut: the beginning of a number is not known for
        # one; and before invisible characters part the digits.
        text, cut = visible(self._hidden(message), MAX_MESSAGE, newlines=True)
        lines = [self.markup.heading(self.speak(phrase("The server's message")))]
        lines.append(self.markup.quote(text))
        if cut:
            lines.append(self.speak(phrase("Cut here after 4 KB.")))
        return "\n".join(lines)

    def note(self) -> str:
        """Return what colleagues have noted, hidden as everything that others wrote."""
        if not self.record.note:
            return ""
        text, _cut = visible(self._hidden(self.record.note), MAX_MESSAGE, newlines=True)
        return "\n".join([self.markup.heading(self.speak(phrase("Note"))), self.markup.quote(text)])

    def watched(self, seen: Sequence[tuple[datetime, Phrase]]) -> str:
        lines = [phrase("{at}: {text}", at=at, text=text) for at, text in seen[-_MAX_LINES:]]
        return self.section(phrase("What was seen"), lines) if lines else ""

    def timeline(self, entries: Sequence[TimelineEntry]) -> str:
        lines = [_line(entry) for entry in entries[-_MAX_LINES:]]
        if (left_out := len(entries) - _MAX_LINES) > 0:
            told = phrases(
                "{count} earlier call is left out", "{count} earlier calls are left out", left_out
            )
            lines.insert(0, told)
        return self.section(phrase("Calls for this session"), lines)

    def say(self, words: Phrase) -> str:
        """Say a phrase; what others wrote in it is hidden where it has to be, and never markup."""
        values = {name: self._value(value) for name, value in words.values.items()}
        return self.speak(replace(words, values=values))

    def _value(self, value: object) -> object:
        match value:
            case Phrase():
                return replace(
                    value, values={name: self._value(each) for name, each in value.values.items()}
                )
            case str():
                return self._foreign(value)
            case _:
                return value

    def section(self, name: Phrase, lines: Sequence[Phrase], mark: str = "- ") -> str:
        said = (f"{mark}{self.say(line)}" for line in lines)
        return "\n".join([self.markup.heading(self.speak(name)), *said])

    def _word(self, text: str) -> str:
        """Return text that the tool itself holds, such as a request ID; digits in it are no phone.

        Unless they are the recipient's.
        """
        shown = _without_number(text, self.record.recipient) if self.masked else text
        return self.markup.literal(visible(shown, _MAX_WORD)[0])

    def _foreign(self, text: str) -> str:
        return self.markup.literal(visible(self._hidden(text), _MAX_WORD)[0])

    def _hidden(self, text: str) -> str:
        if not self.masked:
            return without_tokens(text)
        return redact(_without_number(text, self.record.recipient))


def _when(at: datetime) -> Phrase:
    """Say a moment and its zone, which every other time of the report is in too."""
    zone = f"{at.astimezone():%z}"
    offset = f"UTC{zone[:3]}:{zone[3:5]}"
    return phrase("{at} ({offset}, as all times here)", at=at, offset=offset)


def _line(entry: TimelineEntry) -> Phrase:
    operation = operation_label(entry.operation)
    if not entry.operator:
        return phrase(
            "{at} · {operation}: {text}", at=entry.at, operation=operation, text=entry.text
        )
    return phrase(
        "{at} · {operation} · {operator}: {text}",
        at=entry.at,
        operation=operation,
        operator=entry.operator,
        text=entry.text,
    )


def _without_number(text: str, number: str) -> str:
    """Hide one number in ``text``, however it is spelled: its last ten digits decide."""
    digits = _plain_digits("".join(char for char in number if char.isdigit()))
    if len(digits) < _SHORTEST_NUMBER:
        return text.replace(number, HIDDEN) if number.strip() else text
    code, rest = digits[:-_SIGNIFICANT], digits[-_SIGNIFICANT:]
    codes = "|".join(filter(None, (code, _TRUNK)))
    spelled = rf"(?:[+\uff0b]{_BETWEEN})?(?:(?:{codes}){_BETWEEN})?" + _BETWEEN.join(rest)
    pieces, done = [], 0
    for match in re.finditer(spelled, _plain_digits(text), re.ASCII):
        pieces += [text[done : match.start()], HIDDEN]
        done = match.end()
    return "".join([*pieces, text[done:]])


def _plain_digits(text: str) -> str:
    """Return ``text`` with the digits of every script as ASCII ones, each at its place."""
    return "".join(
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
    )
