"""What the user looks for, as SQL: a filter, a text in any spelling, candidates of the index."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Verdict
from otp_gui.store.rows import stamp, valid

MAX_TEXT: Final = 256
"""So many characters of a search count: as long as the longest request ID."""

_TRIGRAM: Final = 3
_MOST_TRIGRAMS: Final = 8
_WILD: Final = "*?["
_SEPARATORS: Final = frozenset(" -().\u00a0")
_TRUNK: Final = ("7", "8")
_NATIONAL: Final = 10
"""So many digits a Russian number has behind its country's code."""
_SUBSCRIBER: Final = 7
_FEWEST_DIGITS: Final = 4
_GROUPS_BEGIN: Final = (3, 6, 8)
_GAPS: Final = (
    ("", "", ""),
    (" ", "", ""),
    (" ", "-", "-"),
    (" ", " ", " "),
    (" ", "-", ""),
    (" ", " ", ""),
    ("-", "-", "-"),
    ("-", "-", ""),
    (") ", "-", "-"),
    (") ", " ", " "),
    (")", "-", "-"),
    (") ", "", ""),
    (".", ".", "."),
    ("\u00a0", "-", "-"),
)
"""What stands before those groups, as people write it."""
_RUSSIAN: Final = r"(?:\+7|7|8)([0-9]{10})"


SINCE: Final = "started_at >= :since"
UNTIL: Final = "started_at < :until"


@dataclass(frozen=True, slots=True)
class Restriction:
    """The SQL of a query: ``fields`` and ``scanned`` hold for rows of ``searchable``.

    An index of the table answers ``fields``; ``scanned`` needs a look at each row, None where there
    is nothing to look at. ``index`` is an expression that the trigram index answers with all rows
    for which ``scanned`` holds, and with a few more; None where what is sought is too short for it.
    Only ``values`` carries what the user typed.
    """

    fields: str
    scanned: str | None
    index: str | None
    values: Mapping[str, object]


def restriction(query: HistoryQuery) -> Restriction:
    """Say ``query`` in SQL."""
    fields, values = _fields(query)
    scanned = []
    indexed = []
    for column in ("operation", "source", "operator", "error_type"):
        word = getattr(query, column)
        if word is not None:
            scanned.append(f"{column} = :{column}")
            values[column] = valid(word)
    if query.verdicts:
        words = {f"verdict{n}": word.value for n, word in enumerate(sorted(query.verdicts))}
        scanned.append(f"verdict IN ({', '.join(f':{name}' for name in words)})")
        values |= words
    if query.untyped:
        scanned.append("error_type IS NULL")
    if query.types_left_out:
        names = [f"left_out{n}" for n in range(len(query.types_left_out))]
        values |= dict(zip(names, map(valid, query.types_left_out), strict=True))
        # It leaves those out as well that have none.
        scanned.append(f"error_type NOT IN ({', '.join(f':{name}' for name in names)})")
    if query.error_type is not None and len(valid(query.error_type)) >= _TRIGRAM:
        indexed.append(_trigrams(valid(query.error_type)))
    text = _sought(query.text)
    if text:
        spellings = list(_spellings(text))
        values["text"] = _pattern(text)
        values |= {f"number{n}": _pattern(spelling) for n, spelling in enumerate(spellings)}
        written = list(_as_written(text))
        values |= {f"written{n}": _pattern(spelling) for n, spelling in enumerate(written)}
        alternatives = [
            *(f"{column} GLOB :text" for column in ("request_id", "error_type", "message", "note")),
            *(f"recipient GLOB :number{n}" for n in range(len(spellings))),
            *(
                f"{column} GLOB :written{n}"
                for column in ("message", "note")
                for n in range(len(written))
            ),
        ]
        scanned.append(f"({' OR '.join(alternatives)})")
        index = _index([text, *spellings], written)
        indexed += [] if index is None else [index]
    return Restriction(
        " AND ".join(fields),
        " AND ".join(scanned) or None,
        " AND ".join(f"({part})" for part in indexed) or None,
        values,
    )


def _fields(query: HistoryQuery) -> tuple[list[str], dict[str, object]]:
    """Say what the indexes of the table answer."""
    fields = ["1"]
    values: dict[str, object] = {}
    if query.environment is not None:
        # The index by verdict tells the environment; the plus keeps SQLite from the other one.
        plus = "" if query.verdict is None else "+"
        fields.append(f"{plus}environment = :environment")
        values["environment"] = query.environment
    if query.verdict is not None:
        fields.append("verdict = :verdict")
        # The index by verdict lacks those that run: they are above the mark of the search index.
        running = query.verdict is Verdict.RUNNING
        fields.append("id > (SELECT last FROM search_mark)" if running else "verdict <> 'running'")
        values["verdict"] = query.verdict.value
    if query.since is not None:
        fields.append(SINCE)
        values["since"] = stamp(query.since)
    if query.until is not None:
        fields.append(UNTIL)
        values["until"] = stamp(query.until)
    return fields, values


def same_number(recipient: str) -> Sequence[str]:
    """Return under which spellings a recipient may stand in the file, its own first.

    A Russian number is +7…, 7… and 8…, whatever separates its digits; any other is as it is.
    """
    bare = "".join(_ascii_digit(c) for c in recipient if c not in _SEPARATORS)
    number = re.fullmatch(_RUSSIAN, bare)
    if number is None:
        return (recipient,)
    return tuple(dict.fromkeys((recipient, *(f"{code}{number[1]}" for code in ("+7", "7", "8")))))


def _sought(typed: str) -> str:
    # SQLite ends a text at NUL.
    return valid(typed.replace("\0", "")).strip()[:MAX_TEXT].rstrip()


def _spellings(text: str) -> Iterator[str]:
    """Spell what may be a number as ``searchable`` does: bare digits, a Russian one as +7…."""
    bare = "".join(_ascii_digit(c) for c in text if c not in _SEPARATORS)
    if bare:
        yield bare
    if len(bare) > 1 and bare.isdecimal() and bare[0] in _TRUNK:
        yield f"+7{bare[1:]}"


def _as_written(text: str) -> Iterator[str]:
    """Spell what may be a Russian number, or one end of it, as people write it into a sentence.

    That is done here, as a second spelling in the index would be written with every row.
    """
    bare = "".join(_ascii_digit(c) for c in text if c not in _SEPARATORS).removeprefix("+")
    if not bare.isdecimal():
        return
    # The country's code has several spellings, so what follows it is sought.
    has_code = text.startswith("+7") or (len(bare) > _NATIONAL and bare[0] in _TRUNK)
    national = bare[1:] if has_code else bare
    if not _FEWEST_DIGITS <= len(national) <= _NATIONAL:
        return
    spelled = {
        _grouped(national, first, gaps)
        for gaps in _GAPS
        for first in {0, _NATIONAL - len(national)}
    }
    yield from sorted(spelled)


def _grouped(digits: str, first: int, gaps: Sequence[str]) -> str:
    """Put gaps between the groups of ``digits``, which begin at the place ``first`` of a number."""
    before = dict(zip(_GROUPS_BEGIN, gaps, strict=True))
    return "".join(
        (before.get(place, "") if place > first else "") + digit
        for place, digit in enumerate(digits, first)
    )


def _ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char, char))


def _pattern(text: str) -> str:
    """Return a GLOB pattern for ``text`` as a part, in either case; LIKE folds ASCII only."""
    return f"*{''.join(_either_case(char) for char in text)}*"


def _either_case(char: str) -> str:
    if char in _WILD:
        return f"[{char}]"
    cases = sorted(case for case in {char, char.lower(), char.upper()} if len(case) == 1)
    return f"[{''.join(cases)}]" if len(cases) > 1 else char


def _index(texts: list[str], written: list[str]) -> str | None:
    """Return an FTS5 expression that holds wherever one of ``texts`` or ``written`` is a part."""
    if min(map(len, texts)) < _TRIGRAM:
        return None
    # Whatever holds a longer spelling holds the shorter one within it, too.
    longer = (text for text in texts if not any(spelling in text for spelling in written))
    parts = [*map(_trigrams, longer), *map(_gap_trigrams, written)]
    return " OR ".join(f"({part})" for part in dict.fromkeys(parts))


def _trigrams(text: str) -> str:
    """Return some trigrams of ``text``, evenly spread: the rows are compared whole afterwards."""
    last = len(text) - _TRIGRAM
    count = min(_MOST_TRIGRAMS, last // _TRIGRAM + 2)
    starts = sorted({last * n // (count - 1) for n in range(count)})
    return _all_of(text[start : start + _TRIGRAM] for start in starts)


def _gap_trigrams(number: str) -> str:
    """Return the last trigrams of a spelling that have a gap in them, any where it has none.

    Those are rare, and most spellings end alike: all of them together cost no more than a few.
    """
    if number.isdecimal():
        # Most numbers begin alike.
        return _trigrams(number[-_SUBSCRIBER:])
    trigrams = (number[start : start + _TRIGRAM] for start in range(len(number) - _TRIGRAM + 1))
    return _all_of([trigram for trigram in trigrams if not trigram.isdecimal()][-_TRIGRAM:])


def _all_of(trigrams: Iterable[str]) -> str:
    quoted = (trigram.replace('"', '""') for trigram in trigrams)
    return " AND ".join(f'"{trigram}"' for trigram in quoted)
