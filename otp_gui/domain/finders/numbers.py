"""Phone numbers in pasted text: rows of digits, judged by their shape and by what stands around.

Which rows of digits are numbers that exist is left to :func:`otp_gui.domain.request.read_recipient`
and asked of few: the rules here are cheap and sort out days, times, cards, addresses and orders.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import Final

from otp_gui.domain.finders.places import MAX_FINDS, MAX_PLACES, extended, glued, repeated, scan
from otp_gui.domain.request import Hint, read_recipient

_GAP: Final = (
    r"[ \u00a0\u2007\u2009\u202f().\-\u2010-\u2015\u2212"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]{0,3}+"
)
# A day is passed by at once: each line of a log begins with one.
_NEXT: Final = rf"{_GAP}\d"
_RUN: Final = rf"(?<!\d)(?!(?:19|20)\d\d-[01]\d-)\d(?:{_NEXT}){{9}}"
"""The beginning of a run, which goes on with more of ``_NEXT``."""
_REACH: Final = 64
_PLUS: Final = r"(?:[+\uff0b]|%\^?(?:25)?2[bB]|\\{1,2}u002[bB])(?:\s?\()?$"
_LONGEST_PLUS: Final = 9
# The digits of an escape in an address, such as %20.
_ESCAPE: Final = 2
_LONE: Final = r"(?<!\d)\d{10,11}(?!\d)"
# More groups than any one number has: a list of numbers, or no numbers at all.
_MAX_GROUPS: Final = 40
_MAX_GROUPS_OF_ONE: Final = 6
_SHORTEST_ABROAD: Final = 8
_LONGEST: Final = 15
_RU: Final = 11
_RU_BEGINS: Final = (7, 8)
_RU_MOBILE: Final = 9
_CODE: Final = 3
_SHORTEST_GROUP: Final = 2
_BARE: Final = 10
# Digits of a group in a day or a time, at most.
_OF_A_DAY: Final = 4
_CARDS: Final = ([4, 4, 4, 4], [4, 6, 5])
_MAX_RUNS: Final = 5000
_MAX_ASKED: Final = 200
_CONTEXT: Final = 40
_AFTER: Final = 2
_NAMED: Final = (
    r"(?:тел|phone|recipient|получател|номер|number|msisdn|моб|mobile|абонент|звон|whats|вотсап"
    r"|ватсап|viber|вайбер|telegram|sms|смс|contact|контакт)[^\d\n]{0,24}\s{0,3}[^\d\n]{0,4}$"
)
_NAMED_OTHERWISE: Final = (
    r"(?:заказ|заявк|тикет|обращени|сч[её]т|договор|карт|инн|снилс|огрн|паспорт|трек|order|ticket"
    r"|case|invoice|contract|card|account|passport|track|time|code|код|id|ид|№)[^\W\d]{0,8}"
    r"[^\w\n]{0,6}(?:номер|number|no|id|№|#)?[^\w\n]{0,6}$"
)


class _Rank(IntEnum):
    NAMED = 0
    SHAPED = 1
    DOUBTFUL = 2
    """Named, and not known to be a number."""
    BARE = 3
    """Ten digits that may be anything: only offered where there is nothing better."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One number, in the spellings it may have in the text, the likeliest first."""

    spellings: tuple[str, ...]
    rank: _Rank


@dataclass(frozen=True, slots=True)
class _Run:
    """Groups of digits that stand close together, and the plus in front of them, if any."""

    text: str
    groups: list[tuple[int, int]]
    plus: str

    def between(self, first: int, last: int) -> str:
        """Return the characters from one group to another, invisible ones left out."""
        start, end = self.groups[first][0], self.groups[last][1]
        number = self.text[start:end]
        if number.count(")") > number.count("(") and self.text[start - 1 : start] == "(":
            number = f"({number}"
        return "".join(char for char in number if unicodedata.category(char) != "Cf")

    def lengths(self, first: int, last: int) -> list[int]:
        return [end - start for start, end in self.groups[first : last + 1]]

    def gap(self, after: int) -> str:
        """Return what parts a group from the next one."""
        return self.text[self.groups[after][1] : self.groups[after + 1][0]]


def find_numbers(text: str, low: str) -> list[str]:
    """Find phone numbers, those that a label names first; ``low`` is ``text`` in lower case."""
    found: list[tuple[_Rank, str]] = []
    asked = 0
    for candidate in sorted(_candidates(text, low), key=lambda candidate: candidate.rank):
        for spelling in candidate.spellings:
            asked += 1
            reading = read_recipient(spelling)
            exists = not {Hint.NOT_A_PHONE, Hint.IMPLAUSIBLE_PHONE} & set(reading.hints)
            if exists:
                found.append((candidate.rank, spelling))
                break
        else:
            if candidate.rank is _Rank.NAMED:
                found.append((_Rank.DOUBTFUL, candidate.spellings[0]))
        if asked > _MAX_ASKED or len(found) > MAX_FINDS * 2:
            break
    found.sort(key=lambda find: find[0])
    best = [number for rank, number in found if rank is not _Rank.BARE]
    return best or [number for _rank, number in found]


def _candidates(text: str, low: str) -> list[_Candidate]:
    seen: dict[tuple[str, ...], _Candidate] = {}
    judged: set[str] = set()
    more = repeated(_NEXT)
    done = 0
    for match in scan(_RUN, text, _REACH):
        start = match.start()
        if start < done:
            continue
        end = done = extended(more, text, match.end())
        # All that decides about a run; what repeats throughout a text is judged once.
        around = text[max(0, start - _CONTEXT) : end + _AFTER]
        if around in judged:
            continue
        judged.add(around)
        for candidate in _of_run(text, low, start, end):
            known = seen.get(candidate.spellings)
            if known is None or candidate.rank < known.rank:
                seen[candidate.spellings] = candidate
        if len(judged) == _MAX_RUNS or len(seen) >= MAX_PLACES:
            break
    return list(seen.values())


def _of_run(text: str, low: str, start: int, end: int) -> Iterator[_Candidate]:
    groups = _groups(text, start, end)
    if len(groups) > _MAX_GROUPS:
        for lone in islice(scan(_LONE, text, _REACH, start, end), MAX_PLACES):
            yield from _windows(_Run(text, [lone.span()], plus=""), low)
        return
    plus = re.search(_PLUS, text[max(0, start - _LONGEST_PLUS) : start])
    if plus is not None:
        pass
    elif text[start - 1 : start] == "%" and groups[0][1] - start > _ESCAPE:
        groups[0] = (start + _ESCAPE, groups[0][1])
    elif _continues(text, *groups[0]):
        groups.pop(0)
    if groups and _is_continued(text, *groups[-1]):
        groups.pop()
    run = _Run(text, groups, _sign(plus[0]) if plus else "")
    if groups and run.lengths(0, len(groups) - 1) not in _CARDS:
        yield from _windows(run, low)


def _sign(plus: str) -> str:
    """Return a plus as it stands there, decoded where it is encoded."""
    return "\uff0b" if plus.startswith("\uff0b") else "+"


def _groups(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the groups of digits of a run, at most one more than are looked at one by one."""
    matches = re.compile(r"\d+").finditer(text, start, end)
    return [match.span() for match in islice(matches, _MAX_GROUPS + 1)]


def _continues(text: str, start: int, end: int) -> bool:
    """Tell whether a group of digits goes on with something that makes it no number."""
    before = text[max(0, start - 2) : start].rjust(2)
    if before[1] in "-–_":
        return before[0].isalnum()
    if before[1] in ":/":
        return before[0].isdigit() and end - start <= _OF_A_DAY
    return before[1] in "#№$€£₽@*" or glued(text, start)


def _is_continued(text: str, start: int, end: int) -> bool:
    after = text[end : end + _AFTER].ljust(_AFTER)
    if after[0] in ":/":
        return after[1].isdigit() and end - start <= _OF_A_DAY
    if after[0] in "-–":
        return after[1].isalnum()
    return after[0].isalpha() or after[0] in "_@*"


def _windows(run: _Run, low: str) -> Iterator[_Candidate]:
    """Yield the candidates among neighbouring groups, from left to right, none in another."""
    first = 0
    while first < len(run.groups):
        last = None
        if first == 0 or re.search(r"\s", run.gap(first - 1)):
            for candidate, end in _beginning_at(run, first, low):
                last = end
                yield candidate
        first = first + 1 if last is None else last + 1


def _beginning_at(run: _Run, first: int, low: str) -> Iterator[tuple[_Candidate, int]]:
    """Yield the candidate that begins with a group, if one does, and its last group."""
    start = run.groups[first][0]
    sums: list[int] = []
    for _start, end in run.groups[first:]:
        sums.append(end - _start + (sums[-1] if sums else 0))
        if sums[-1] > _LONGEST:
            sums.pop()
            break
    if not sums:
        return
    if run.plus and first == 0:
        yield from _abroad(run, sums, low)
        return
    for length, rank in ((_RU, _Rank.SHAPED), (_BARE, _Rank.BARE)):
        last = first + sums.index(length) if length in sums else None
        if last is None or not _shaped(run, first, last, length):
            continue
        named, named_otherwise = _names(low, start)
        if not named:
            is_plain = last == first or rank is _Rank.BARE
            if (named_otherwise and is_plain) or (rank is _Rank.BARE and not _mobile(run, first)):
                continue
        yield _Candidate((run.between(first, last),), _Rank.NAMED if named else rank), last
        return
    last = first + len(sums) - 1
    if sums[-1] > _RU and last + 1 == len(run.groups) and _names(low, start)[0]:
        yield _Candidate((run.between(first, last),), _Rank.NAMED), last


def _abroad(run: _Run, sums: list[int], low: str) -> Iterator[tuple[_Candidate, int]]:
    """Yield the number behind a plus: as much of the run as makes a number that exists."""
    start = run.groups[0][0]
    is_ru = _value(run.text[start]) == _RU_BEGINS[0]
    spellings = [
        (run.plus + run.between(0, index), index)
        for index in reversed(range(len(sums)))
        if (sums[index] == _RU if is_ru else sums[index] >= _SHORTEST_ABROAD)
    ]
    if spellings:
        rank = _Rank.NAMED if _names(low, start - 1)[0] else _Rank.SHAPED
        yield _Candidate(tuple(each for each, _last in spellings), rank), spellings[0][1]


def _mobile(run: _Run, first: int) -> bool:
    return _value(run.text[run.groups[first][0]]) == _RU_MOBILE


def _shaped(run: _Run, first: int, last: int, length: int) -> bool:
    """Tell whether groups without a plus are grouped as a Russian number is."""
    lengths = run.lengths(first, last)
    begin = _value(run.text[run.groups[first][0]])
    if length == _RU:
        # 8 999 …, 8999 …, 89990001122; but 89.123.145.167 is an address.
        begins = begin in _RU_BEGINS and (lengths[0] == 1 or lengths[0] > _CODE)
    else:
        begins = lengths[0] >= _CODE
    if not begins or len(lengths) > _MAX_GROUPS_OF_ONE:
        return False
    if any(each < _SHORTEST_GROUP for each in lengths[1:]):
        return False
    is_fraction = last == first + 1 and run.gap(first) == "."
    whole = last == first or last + 1 == len(run.groups) or _ends(run, last)
    return whole and not is_fraction


def _ends(run: _Run, last: int) -> bool:
    """Tell whether a number of several groups ends before the next group."""
    if not re.search(r"\s", run.gap(last)):
        return False
    following = run.lengths(last + 1, last + 1)[0]
    is_day = last + 1 < len(run.groups) - 1 and run.gap(last + 1) in (".", "-")
    return following != _SHORTEST_GROUP or is_day


def _names(low: str, start: int) -> tuple[bool, bool]:
    """Tell whether a phone's label stands before ``start``, and whether another one does."""
    before = low[max(0, start - _CONTEXT) : start]
    otherwise = re.search(_NAMED_OTHERWISE, before) is not None
    return not otherwise and re.search(_NAMED, before) is not None, otherwise


def _value(digit: str) -> int:
    return unicodedata.digit(digit, -1)
