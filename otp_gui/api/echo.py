"""Hides the token in what a server sent, should the server repeat it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from otp_gui.domain.outcome import Outcome
from otp_gui.domain.redact import HIDDEN, Secret

# Each way to spell a character: in JSON, in a URL, and by the zero bytes of a body in UTF-16.
_SPELLINGS: Final = (
    re.compile(r"\\(?:u(?P<code>[0-9a-fA-F]{4})|(?P<char>[\"\\/]))"),
    re.compile(r"%(?P<code>[0-9a-fA-F]{2})(?P<char>)"),
    re.compile(r"\x00(?P<code>)(?P<char>)"),
)
_SIGNS: Final = ("\\", "%", "\x00")
"""Without one of them a text is spelled plainly."""
_SHORTEST_PART: Final = 5
"""Of a token cut off with the end of a text: four characters are shown to tell tokens apart."""


def without(token: Secret, outcome: Outcome, *, cut_off: bool) -> Outcome:
    """Return ``outcome`` with the token hidden wherever the server repeated it.

    The verdict is reached before, so that a token which happens to be a word of the answer cannot
    change it. ``cut_off`` tells that the body is not whole: its end may be half a token.
    """
    if not cut_off and _cannot_hold(token, outcome):
        return outcome
    return replace(
        outcome,
        error_type=_hide(token, outcome.error_type),
        message=_hide(token, outcome.message),
        response=_hide(token, outcome.response, cut_off=cut_off),
        headers=tuple((hide(token, name), hide(token, value)) for name, value in outcome.headers),
    )


def _cannot_hold(token: Secret, outcome: Outcome) -> bool:
    """Tell at a glance of most answers that nothing of the token is in them, however spelled."""
    texts = [outcome.error_type or "", outcome.message or "", outcome.response or ""]
    for header in outcome.headers:
        texts += header
    text = "\n".join(texts)
    return not any(sign in text for sign in (token.reveal(), *_SIGNS))


def hide(token: Secret, text: str, *, cut_off: bool = False) -> str:
    """Return ``text`` with ``***`` for the token as it is, and as JSON or a URL may spell it."""
    text = token.hide_in(text)
    for spelling in _SPELLINGS:
        plain, starts = _unspelled(text, spelling)
        text = _hide_spelled(token.reveal(), text, plain, starts, cut_off=cut_off)
    return text


def _hide(token: Secret, text: str | None, *, cut_off: bool = False) -> str | None:
    return None if text is None else hide(token, text, cut_off=cut_off)


def _hide_spelled(
    secret: str, text: str, plain: str, starts: Sequence[int], *, cut_off: bool
) -> str:
    """Hide in ``text`` what is ``secret`` in ``plain``, whose characters begin at ``starts``."""
    pieces = []
    searched = shown = 0
    while secret and (found := plain.find(secret, searched)) >= 0:
        searched = found + len(secret)
        pieces += [text[shown : starts[found]], HIDDEN]
        shown = starts[searched]
    part = _part_at_end(plain[searched:], secret) if cut_off else 0
    if part:
        return "".join((*pieces, text[shown : starts[len(plain) - part]], HIDDEN))
    return "".join((*pieces, text[shown:]))


def _unspelled(text: str, spelling: re.Pattern[str]) -> tuple[str, Sequence[int]]:
    """Return ``text`` in plain characters, and where in it each of them begins; its end last."""
    if not spelling.search(text):
        return text, range(len(text) + 1)
    pieces: list[str] = []
    starts: list[int] = []
    place = 0
    for match in spelling.finditer(text):
        pieces.append(text[place : match.start()])
        starts.extend(range(place, match.start()))
        if char := chr(int(match["code"], 16)) if match["code"] else match["char"]:
            pieces.append(char)
            starts.append(match.start())
        place = match.end()
    pieces.append(text[place:])
    starts.extend(range(place, len(text) + 1))
    return "".join(pieces), starts


def _part_at_end(text: str, secret: str) -> int:
    """Return with how many of the token's first characters ``text`` ends, if that tells much."""
    longest = min(len(secret) - 1, len(text))
    sizes = range(longest, _SHORTEST_PART - 1, -1)
    return next((size for size in sizes if text.endswith(secret[:size])), 0)
