"""Request IDs in pasted text: what a label names, and UUIDs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from otp_gui.domain.finders.calls import decoded, is_place_holder
from otp_gui.domain.finders.places import glued, places, scan
from otp_gui.domain.finders.tokens import FILLER
from otp_gui.domain.request import MAX_REQUEST_ID, read_request_id

_LABELS: Final = (
    *("requestid", "request_id", "request-id", "request id", "reqid", "req_id", "req-id"),
    *("id запроса", "идентификатор запроса", "айди запроса", "ид запроса", "запрос id"),
    *("sessionid", "session_id", "session-id", "session id", "id сессии", "идентификатор сессии"),
)
# Names of other IDs that end in one of ours.
_OTHERS: Final = ("x-", "x_", "parent", "parent_", "prev", "prev_", "previous", "trace")
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# A UUID from its first dash on: found by that sign, so that a megabyte of digits is passed by.
_UUID_TAIL: Final = r"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_UUID_LENGTH: Final = 36
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
# What stands right before an ID and gives it a name, such as ``"widgetId": "`` or ``/orders/``.
_CONTEXT: Final = 64
_AROUND: Final = " \t\r\n\\\"'`«»“”*<>([_"
# Between an owner and its ID, as in ``"user": {"id": `` and ``user.id``.
_OF: Final = ":{."
_LABELLING: Final = ("=", "%3d", ":", "%3a")
_SIGNS: Final = (*_LABELLING, "/")
_OURS: Final = (
    *("id", "uuid", "guid", "ид", "айди", "requestid", "reqid", "requestuuid", "requestguid"),
    *("sessionid", "sessionuuid", "sessionguid"),
)
_ENDS_OF_NAMES: Final = ("id", "uuid", "guid", "ид")
_OWNERS: Final = (
    *("trace", "span", "correlation", "user", "client", "account", "widget", "message", "device"),
    *("event", "order", "customer", "company", "tenant", "merchant", "payment", "transaction"),
    *("invoice", "ticket", "operator", "contract", "task", "template", "campaign"),
    *("виджет", "пользовател", "клиент", "аккаунт", "заказ", "устройств", "сообщени", "событи"),
    *("обращени", "заявк", "тикет", "компани", "платеж", "платёж", "операци", "договор"),
)
_IDS: Final = ("id", "ид", "айди", "идентификатор", "номер", "number", "uuid", "guid")


def find_labelled(text: str, low: str) -> Iterator[tuple[str, bool]]:
    """Find what stands behind a label such as ``requestId=`` or ``ID запроса:``.

    With each, whether that is sure: in ``clientRequestId=`` the label only ends in one of ours.
    """
    pattern = re.compile(_LABELLED)
    for label in _LABELS:
        for place in places(low, label):
            if low[max(0, place - _HEAD) : place].endswith(_OTHERS):
                continue
            if (match := pattern.match(text, place + len(label))) and (value := _value(match)):
                yield value, not _continues(text, place)


def _continues(text: str, place: int) -> bool:
    is_dashed = text[place - 1 : place] == "-" and text[place - 2 : place - 1].isalnum()
    return is_dashed or glued(text, place)


def _is_named_otherwise(before: str) -> bool:
    """Tell whether the end of ``before``, in lower case, names what follows, and not as ours."""
    head = before.rstrip(_AROUND)
    sign = next((sign for sign in _SIGNS if head.endswith(sign)), "")
    head, name = _last_word(head.removesuffix(sign).rstrip(_AROUND))
    name = name.replace("-", "").replace("_", "")
    if name in _IDS:
        return _last_word(head.rstrip(_AROUND + _OF))[1].startswith(_OWNERS)
    if name.startswith(_OWNERS):
        return True
    return sign in _LABELLING and name not in _OURS and name.endswith(_ENDS_OF_NAMES)


def _last_word(text: str) -> tuple[str, str]:
    """Part a text from the word at its end, dashes and underscores included."""
    start = len(text)
    while start and (text[start - 1].isalnum() or text[start - 1] in "-_"):
        start -= 1
    return text[:start], text[start:]


@dataclass(frozen=True, slots=True)
class Uuids:
    """The UUIDs of a text, those last that stand near the name of something else.

    ``doubtful`` are those that such a name calls its own. ``rest`` is the text without any.
    """

    sure: list[str]
    doubtful: list[str]
    rest: str


def find_uuids(text: str, low: str) -> Uuids:
    """Find UUIDs; one within a longer row of hexadecimal digits is none."""
    ours: dict[str, None] = {}
    near: dict[str, None] = {}
    others: dict[str, None] = {}
    pieces, done = [], 0
    for match in scan(_UUID_TAIL, text, _UUID_LENGTH):
        start = match.start() - _HEAD
        if start < done or not re.fullmatch(_UUID, uuid := text[start : match.end()]):
            continue
        pieces += [text[done:start], FILLER * len(uuid)]
        done = match.end()
        if not _within_hex(text, start, done) and not glued(text, start):
            if _is_named_otherwise(low[max(0, start - _CONTEXT) : start]):
                others[uuid] = None
                continue
            before = low[max(0, start - _NEAR) : start]
            (near if any(word in before for word in _OTHER_IDS) else ours)[uuid] = None
    rest = "".join([*pieces, text[done:]]) if pieces else text
    return Uuids([*ours, *near], list(others), rest)


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
