"""Request IDs in pasted text: what a label names, and UUIDs."""

import re
from collections.abc import Iterator
from typing import Final

from otp_gui.domain.finders.calls import decoded, is_place_holder
from otp_gui.domain.finders.places import glued, places
from otp_gui.domain.finders.tokens import FILLER
from otp_gui.domain.request import MAX_REQUEST_ID, read_request_id

_LABELS: Final = (
    *("requestid", "request_id", "request-id", "request id", "reqid", "req_id", "req-id"),
    *("id запроса", "идентификатор запроса", "айди запроса", "ид запроса", "запрос id"),
    *("sessionid", "session_id", "session-id", "session id", "id сессии", "идентификатор сессии"),
)
# Labels of other IDs that end in one of ours.
_OTHERS: Final = ("x-", "x_", "parent", "parent_", "prev", "prev_", "previous", "trace")
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# A UUID from its first dash on: found by that sign, so that a megabyte of digits is passed by.
_UUID_TAIL: Final = r"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_HEAD: Final = 8
_BETWEEN: Final = (
    r"""\\{0,4}["'*`_»]{0,3}\s{0,4}(?:is|это)?\s{0,2}(?P<colon>=|:)?[>\-—–]{0,2}\s{0,4}"""
    r"""\\{0,4}["'`«“*<(\[_]{0,3}"""
)
_FREE: Final = r"""(?P<free>[^\s"'`,;<>\\&|(){}\[\]^?#«»“”]{3,256})"""
_LABELLED: Final = rf"{_BETWEEN}(?:(?P<uuid>{_UUID})|{_FREE})"
# A value that was broken off there is not guessed at.
_BROKEN_OFF: Final = r"\\(?!\\{0,3}[\"'nrt])|[(){}\[\]^]"
# Values in the place of an ID that are none: numbers of phones, days, times and addresses.
_NO_ID: Final = r"\+?\d{10,15}|\+\d.*|\d{4}-\d\d-\d\d.*|\d\d?[.:]\d\d.*|https?:.*"
_NEAR: Final = 24
_OTHER_IDS: Final = (
    *("trace", "span", "correlation", "x-request", "user", "client", "account", "widget"),
    *("message", "device", "event"),
)


def find_labelled(text: str, low: str) -> Iterator[str]:
    """Find what stands behind a label such as ``requestId=`` or ``ID запроса:``."""
    pattern = re.compile(_LABELLED)
    for label in _LABELS:
        for place in places(low, label):
            if low[max(0, place - _HEAD) : place].endswith(_OTHERS):
                continue
            if (match := pattern.match(text, place + len(label))) and (value := _value(match)):
                yield value


def find_uuids(text: str, low: str) -> tuple[list[str], str]:
    """Return the UUIDs, those that seem to name something else last, and the text without them.

    A UUID within a longer row of hexadecimal digits is none.
    """
    ours: dict[str, None] = {}
    others: dict[str, None] = {}
    pieces, done = [], 0
    for match in re.finditer(_UUID_TAIL, text):
        start = match.start() - _HEAD
        if start < done or not re.fullmatch(_UUID, uuid := text[start : match.end()]):
            continue
        pieces += [text[done:start], FILLER * len(uuid)]
        done = match.end()
        if not _within_hex(text, start, done) and not glued(text, start):
            before = low[max(0, start - _NEAR) : start]
            named_otherwise = any(word in before for word in _OTHER_IDS)
            (others if named_otherwise else ours)[uuid] = None
    if not pieces:
        return [], text
    return [*ours, *others], "".join([*pieces, text[done:]])


def _value(match: re.Match[str]) -> str | None:
    if uuid := match["uuid"]:
        return None if _within_hex(match.string, match.start("uuid"), match.end()) else uuid
    value = match["free"].rstrip(".:!*")
    if not match["colon"] or not any(char.isdigit() for char in value) or FILLER in value:
        return None
    if _breaks_off(match):
        return None
    if match["colon"] == "=" and "%" in value:
        value = decoded(value) or ""
    if is_place_holder(value) or re.fullmatch(_NO_ID, value, re.DOTALL):
        return None
    reading = read_request_id(value)
    return reading.value.value if reading.value is not None else None


def _breaks_off(match: re.Match[str]) -> bool:
    after = match.string[match.end() : match.end() + 5]
    return len(match["free"]) == MAX_REQUEST_ID or re.match(_BROKEN_OFF, after) is not None


def _within_hex(text: str, start: int, end: int) -> bool:
    """Tell whether digits or dashes go on around ``text[start:end]``; an escape is no digit."""
    before, after = text[max(0, start - 3) : start], text[end : end + 2]
    if re.search(r"%[0-9A-Fa-f]{2}$", before):
        before = ""
    return bool(re.search(r"[0-9a-fA-F]-?$", before) or re.match(r"-?[0-9a-fA-F]", after))
