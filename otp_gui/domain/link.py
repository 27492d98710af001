"""Links such as ``otp-gui://inspect?requestId=…``, for the macros of a help desk.

A link only fills fields, and whoever made it may be anybody: whatever is not exactly a link of this
shape is refused with the reason, never half taken.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from otp_gui.domain.environment import ID_SHAPE
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.request import read_recipient, read_request_id

SCHEME: Final = "otp-gui"
HOST: Final = "inspect"
MAX_LINK: Final = 2048
_REQUEST_ID: Final = "requestId"
_RECIPIENT: Final = "recipient"
_ENVIRONMENT: Final = "env"
_PARAMETERS: Final = (_REQUEST_ID, _RECIPIENT, _ENVIRONMENT)
_BROKEN_ESCAPE: Final = r"%(?![0-9A-Fa-f]{2})"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_LONGEST_QUOTE: Final = 40


class LinkError(Exception):
    """A link that is not one of ours; ``explanation`` says why, for the user."""

    def __init__(self, explanation: Phrase) -> None:
        super().__init__(explanation.template)
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Link:
    """What a link asks to be filled in.

    ``recipient`` stands as in the link, for the field to read; ``environment`` is shaped like an ID
    and need not be one that exists.
    """

    request_id: str
    recipient: str | None = None
    environment: str | None = None


def read_link(url: str) -> Link:
    """Read a link. A leading ``+`` of the recipient may stand bare or as ``%2B``.

    Parameters that are left empty count as not given, but for the request ID.

    :raises LinkError: for anything else than an ``otp-gui://inspect`` link of 2,048 characters at
        most, with a request ID and no parameter unknown or given twice.
    """
    if len(url) > MAX_LINK:
        raise LinkError(phrase("The link is too long: {limit} characters at most.", limit=MAX_LINK))
    if any(char.isspace() or unicodedata.category(char) in _UNSEEN for char in url):
        raise LinkError(phrase("The link holds a space or an invisible character."))
    values = dict(_parameters(_query(url)))
    return Link(
        _request_id(values.get(_REQUEST_ID, "")),
        _recipient(values.get(_RECIPIENT, "")),
        _environment(values.get(_ENVIRONMENT, "")),
    )


def _query(url: str) -> str:
    if "#" in url:
        raise LinkError(phrase("The link holds a #: it has no such part."))
    try:
        parts = urlsplit(url)
    except ValueError:
        raise LinkError(phrase("This is not a link of this program.")) from None
    if parts.scheme != SCHEME or parts.netloc.lower() != HOST:
        raise LinkError(
            phrase("Only links that begin with {start} are opened.", start=f"{SCHEME}://{HOST}?")
        )
    # Some systems add the slash that web addresses have there.
    if parts.path not in ("", "/"):
        raise LinkError(phrase("The link holds a path: it has no such part."))
    return parts.query


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    seen = set()
    for part in query.split("&"):
        name, equals, value = part.partition("=")
        if name not in _PARAMETERS or not equals:
            raise LinkError(
                phrase("The link holds something unknown: {name}", name=name[:_LONGEST_QUOTE])
            )
        if name in seen:
            raise LinkError(phrase("The link gives {name} twice.", name=name))
        seen.add(name)
        yield name, _decoded(name, value)


def _decoded(name: str, value: str) -> str:
    if name == _RECIPIENT and value.startswith("+"):
        # Meant as the plus of the number; elsewhere a bare plus is a space, as in any query.
        value = f"%2B{value[1:]}"
    if re.search(_BROKEN_ESCAPE, value):
        raise LinkError(phrase("The value of {name} is encoded wrongly.", name=name))
    try:
        text = unquote_to_bytes(value.replace("+", " ")).decode()
    except UnicodeDecodeError:
        raise LinkError(phrase("The value of {name} is encoded wrongly.", name=name)) from None
    if any(unicodedata.category(char) in _UNSEEN for char in text):
        raise LinkError(phrase("The value of {name} holds an invisible character.", name=name))
    return text.strip()


def _request_id(text: str) -> str:
    if not text:
        raise LinkError(phrase("The link holds no request ID."))
    reading = read_request_id(text)
    if reading.value is None:
        raise LinkError(reading.problem or phrase("The link holds no request ID."))
    return reading.value.value


def _recipient(text: str) -> str | None:
    if text and (problem := read_recipient(text).problem):
        raise LinkError(problem)
    return text or None


def _environment(text: str) -> str | None:
    if text and not re.fullmatch(ID_SHAPE, text):
        raise LinkError(phrase("The link names an environment that cannot be one."))
    return text or None
