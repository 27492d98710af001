"""The user's own replies within ``settings.toml``: ``[replies.ru]`` with a text for each situation.

Situations that this version does not know are kept as they are.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.store.toml_edit import put

_TABLE: Final = "replies"
Replies = Mapping[str, Mapping[str, str]]
"""By language and situation."""


def reply_problems(table: object) -> Iterator[tuple[tuple[str, ...], Phrase]]:
    """Yield the keys below ``replies`` whose value is not what it should be, with the reason."""
    if not isinstance(table, Mapping):
        yield (), phrase("It must be a table.")
        return
    for language, texts in table.items():
        if not isinstance(texts, Mapping):
            yield (language,), phrase("It must be a table.")
            continue
        for kind, text in texts.items():
            if not isinstance(text, str):
                yield (language, kind), phrase("It must be text in quotes.")


def replies_in(table: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the sound table ``table`` as plain values."""
    return {
        str(language): {str(kind): str(text) for kind, text in texts.items()}
        for language, texts in table.items()
        if texts
    }


def put_replies(document: MutableMapping[str, Any], now: Replies, wanted: Replies) -> None:
    """Change in ``document``, which holds ``now``, what differs in ``wanted``."""
    for language in sorted({*now, *wanted}):
        old, new = now.get(language, {}), wanted.get(language, {})
        for kind in sorted({*old, *new}):
            if old.get(kind) != new.get(kind):
                put(_within(_within(document, _TABLE), language), kind, new.get(kind))


def _within(table: MutableMapping[str, Any], key: str) -> MutableMapping[str, Any]:
    if key not in table:
        put(table, key, {})
    found: MutableMapping[str, Any] = table[key]
    return found
