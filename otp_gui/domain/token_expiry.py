"""What a token tells of itself where it is a JWT: when it expires, and nothing else.

The token is never verified and never sent anywhere for this; it may claim what it likes.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.redact import Secret
from otp_gui.domain.token import MAX_TOKEN

_JWT: Final = r"[\w-]+\.([\w-]+)\.[\w-]*"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_YEAR: Final = timedelta(days=365)
# A unit is used from two of it on: "expires in 36 hours" says more than "in 1 day".
_ENOUGH: Final = 2


def expiry(secret: Secret) -> datetime | None:
    """Return when a JWT says that it expires, UTC; None for any other token.

    Total: a payload that is no JSON object, or an ``exp`` that is no number of seconds between 1970
    and the year 9999 (such as milliseconds), tells nothing.
    """
    text = secret.reveal()
    if len(text) > MAX_TOKEN or not (match := re.fullmatch(_JWT, text, re.ASCII)):
        return None
    payload = match[1]
    try:
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return None
    return _moment(claims.get("exp")) if isinstance(claims, dict) else None


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
        return None
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def is_expired(at: datetime | None, now: datetime) -> bool:
    """Tell whether a token has expired; one that says nothing has not."""
    return at is not None and at <= now


def describe_expiry(at: datetime | None, now: datetime) -> Phrase | None:
    """Say how long a token is still good, or for how long it has not been; None where unknown."""
    if at is None:
        return None
    return _expired(now - at) if is_expired(at, now) else _expires(at - now)


def _expires(left: timedelta) -> Phrase:
    if left < _MINUTE:
        return phrase("expires in less than a minute")
    if left < _ENOUGH * _HOUR:
        return phrases("expires in {count} minute", "expires in {count} minutes", left // _MINUTE)
    if left < _ENOUGH * _DAY:
        return phrases("expires in {count} hour", "expires in {count} hours", left // _HOUR)
    if left < _ENOUGH * _YEAR:
        return phrases("expires in {count} day", "expires in {count} days", left // _DAY)
    return phrases("expires in {count} year", "expires in {count} years", left // _YEAR)


def _expired(ago: timedelta) -> Phrase:
    if ago < _MINUTE:
        return phrase("has just expired")
    if ago < _ENOUGH * _HOUR:
        return phrases("expired {count} minute ago", "expired {count} minutes ago", ago // _MINUTE)
    if ago < _ENOUGH * _DAY:
        return phrases("expired {count} hour ago", "expired {count} hours ago", ago // _HOUR)
    if ago < _ENOUGH * _YEAR:
        return phrases("expired {count} day ago", "expired {count} days ago", ago // _DAY)
    return phrases("expired {count} year ago", "expired {count} years ago", ago // _YEAR)


def shared_with(
    environment: Environment, secret: Secret, others: Iterable[tuple[Environment, Secret]]
) -> tuple[Environment, ...]:
    """Return the environments of another kind that have the same token, production first."""
    same = [
        other
        for other, theirs in others
        if other.id != environment.id and other.kind is not environment.kind
        if theirs == secret
    ]
    return tuple(sorted(same, key=lambda other: other.kind is not Kind.PRODUCTION))


def describe_shared(others: Sequence[Environment]) -> Phrase:
    """Say that ``others``, environments of another kind, at least one, have the same token."""
    return phrases(
        "The same token is also stored for {name}, an environment of another kind:"
        " check that it belongs here.",
        "The same token is also stored for {name}, environments of another kind:"
        " check that it belongs here.",
        len(others),
        name=", ".join(other.name for other in others),
    )


def warnings(
    environment: Environment, secret: Secret, shared: Sequence[Environment], now: datetime
) -> Sequence[Phrase]:
    """Say what is wrong with the token of ``environment`` though it is there.

    ``shared`` are the environments of another kind for which the same is stored.
    """
    told = []
    at = expiry(secret)
    if is_expired(at, now):
        told.append(
            phrase(
                "The token of {name} {expired}: the server will refuse it. Replace it first.",
                name=environment.name,
                expired=describe_expiry(at, now),
            )
        )
    if shared:
        told.append(describe_shared(shared))
    return told
