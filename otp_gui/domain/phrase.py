"""Sentences as data: the domain says what to tell, ``otp_gui.i18n`` in which language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phrase:
    """A translatable sentence with named place-holders.

    ``template`` is the English text and the key of the catalogue; ``plural`` and ``count`` select a
    plural form. A value may itself be a phrase. Build one with :func:`phrase` or :func:`phrases`,
    which the catalogue's extractor knows.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1


def phrase(template: str, **values: object) -> Phrase:
    """Mark ``template`` for translation; rendering replaces ``{name}`` in it from ``values``."""
    return Phrase(template, values)


def phrases(singular: str, plural: str, count: int, **values: object) -> Phrase:
    """Like :func:`phrase`, with the plural form for ``count``; ``{count}`` is replaced too."""
    return Phrase(singular, {"count": count, **values}, plural, count)
