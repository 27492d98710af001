"""What the user chose about the tool itself; kept in ``settings.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

WATCH_INTERVAL_RANGE_SECONDS: Final = (1, 60)
WATCH_INTERVAL_SECONDS: Final = 3


class Scheme(StrEnum):
    """The colour scheme of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices; None is the default of each.

    ``language`` is ``ru``, ``en`` or None for the system's; ``geometry``, ``splitter`` and
    ``columns`` are the window's own saved states, base64; ``environment`` the ID chosen last;
    ``watch_interval`` the seconds between two looks of a watch, 1 to 60; ``replies`` the user's own
    replies to customers, by language and the word of a ``ReplyKind``.
    """

    language: str | None = None
    scheme: Scheme = Scheme.SYSTEM
    environment: str | None = None
    geometry: str | None = None
    splitter: str | None = None
    columns: str | None = None
    watch_interval: int = WATCH_INTERVAL_SECONDS
    replies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
