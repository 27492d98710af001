"""Calls of otp-handler in pasted text: the addresses that logs, curl commands and links hold."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from otp_gui.domain.environment import Environment
from otp_gui.domain.finders.places import places
from otp_gui.domain.link import MAX_LINK, SCHEME, Link, LinkError, read_link
from otp_gui.domain.request import read_request_id

_OPERATIONS: Final = r"checkStatusAndComplete|status|channel|resend"
_SEGMENT: Final = r"""[^/\s?#"'<>`\\^|()\[\]{}]{1,800}"""
_QUERY: Final = r"""(?:\?(?P<query>[^\s"'<>`#\\]{0,2048}))?"""
_CALL: Final = rf"(?:longPolling/)?(?P<id>{_SEGMENT})/(?:{_OPERATIONS})(?![\w/-]){_QUERY}"
_LONGEST_BEGINNING: Final = 400
_BREAK: Final = r"""[\s"'<>`\\=|,;(){}]"""
_UNBROKEN: Final = r"""[^\s"'<>`\\?#]+"""
_HOST: Final = r"(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?"
_COMPLETING: Final = "/checkstatusandcomplete"
_STARTS: Final = ("otp-handler/", "longpolling/")
_LONGEST_SEGMENT: Final = 800
# What documentation writes where an ID belongs.
_PLACE_HOLDER: Final = r"[:$%*<{].*|(?:your[_-]?)?(?:request)?[_-]?id|null|undefined|string|\.+"
# What ends a sentence or closes a bracket behind an address.
_SENTENCE: Final = ")].,;!*'"
_PARAMETERS: Final = ("recipient=", "phone=")
_VALUE: Final = r"""[^\s"'<>`#&\\]{1,200}"""
_LINK: Final = rf"""[^\s"'<>`\\]{{1,{MAX_LINK + 1}}}"""


@dataclass(frozen=True, slots=True)
class Call:
    """What an address says; ``recipient`` is decoded and not read yet.

    ``address`` is what stands before the request ID, in lower case, from the host on; empty where
    no host is named.
    """

    request_id: str
    recipient: str | None
    address: str


def find_calls(text: str, low: str, environments: Sequence[Environment]) -> Iterator[Call]:
    """Find addresses of calls, of these environments or of any otp-handler; ``low`` is lowered."""
    for found in dict.fromkeys(_addresses(text, low, environments)):
        yield from _call(*found)


def _addresses(
    text: str, low: str, environments: Sequence[Environment]
) -> Iterator[tuple[str, str, str]]:
    """Yield the segment of the request ID, the query and the beginning of each address."""
    pattern = re.compile(_CALL)
    for start in dict.fromkeys((*_STARTS, *_paths(environments))):
        for place in places(low, start):
            if match := pattern.match(text, place + len(start)):
                yield match["id"], match["query"] or "", _beginning(low, place + len(start))
    for place in places(low, _COMPLETING):
        slash = text.rfind("/", max(0, place - _LONGEST_SEGMENT - 1), place)
        if match := pattern.match(text, slash + 1) if slash >= 0 else None:
            yield match["id"], match["query"] or "", _beginning(low, slash + 1)


def _beginning(low: str, end: int) -> str:
    """Return the address that ends at ``end``, from its host on; empty where there is no host."""
    start = max(0, end - _LONGEST_BEGINNING)
    before = low[start:end]
    scheme = before.rfind("://")
    address = before[scheme + len("://") :] if scheme >= 0 else ""
    if not re.fullmatch(_UNBROKEN, address):
        # Without a scheme, as in a log: it begins where the word does.
        scheme, address = -1, re.split(_BREAK, before)[-1]
        if len(address) == len(before) and start:
            return ""
    authority, slash, path = address.partition("/")
    host = authority.rpartition("@")[2]
    is_host = re.fullmatch(_HOST, host) is not None and (scheme >= 0 or "." in host.strip("."))
    return f"{host}{slash}{path}" if is_host else ""


def find_links(text: str, low: str) -> Iterator[Link]:
    """Find links of this program that are sound."""
    pattern = re.compile(_LINK)
    for place in places(low, f"{SCHEME}://"):
        if match := pattern.match(text, place):
            try:
                yield read_link(match[0])
            except LinkError:
                continue


def find_encoded(text: str, low: str) -> Iterator[str]:
    """Find recipients that are encoded as in an address, wherever they stand."""
    pattern = re.compile(_VALUE)
    for name in _PARAMETERS:
        for place in places(low, name):
            match = pattern.match(text, place + len(name))
            if match and "%" in match[0] and (number := recipient_of(match[0])):
                yield number


def decoded(value: str) -> str | None:
    """Return a value of an address as the server reads it, or None where it is broken off."""
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        return None


def recipient_of(value: str) -> str | None:
    """Decode a recipient of an address: a plus in front stays one, others are spaces.

    An address within another one is encoded twice.
    """
    # The command line of Windows escapes signs by carets, which no address holds.
    plain = value.replace("^", "").rstrip(_SENTENCE)
    head = "+" if plain.startswith("+") else ""
    text = decoded(plain.removeprefix("+").replace("+", " "))
    if text is not None and "%" in text:
        text = decoded(text)
    if text is None:
        return None
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return (head + seen).strip()


def is_place_holder(value: str) -> bool:
    """Tell whether ``value`` only says where a request ID belongs."""
    return re.fullmatch(_PLACE_HOLDER, value, re.IGNORECASE) is not None


def _paths(environments: Sequence[Environment]) -> Iterator[str]:
    """Yield the ends of these base URLs, where the request ID follows."""
    for environment in environments:
        try:
            parts = urlsplit(environment.base_url.lower())
        except ValueError:
            continue
        # Without a path the host has to do: "/" alone stands everywhere.
        end = (parts.path.rstrip("/") or parts.netloc or SCHEME) + "/"
        if not end.endswith(_STARTS):
            yield end


def _call(segment: str, query: str, address: str) -> Iterator[Call]:
    if is_place_holder(segment) and not segment.startswith("%"):
        return
    text = decoded(segment)
    reading = read_request_id(text) if text is not None and not is_place_holder(text) else None
    if reading is not None and reading.value is not None:
        yield Call(reading.value.value, _recipient(query), address)


def _recipient(query: str) -> str | None:
    for part in query.replace("&amp;", "&").split("&"):
        name, _equals, value = part.partition("=")
        if name.strip("^") == "recipient":
            return recipient_of(value)
    return None
