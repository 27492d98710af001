"""The user's choices in ``settings.toml``."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.policy import Policy
from otp_gui.domain.preferences import (
    DEFAULT_RETENTION_DAYS,
    RETENTION_DAYS,
    WATCH_INTERVAL_RANGE_SECONDS,
    Preferences,
    Scheme,
)
from otp_gui.i18n import LANGUAGES
from otp_gui.store.provisioned import SystemFiles
from otp_gui.store.replies import put_replies, replies_in, reply_problems
from otp_gui.store.toml_edit import put
from otp_gui.store.toml_file import DamagedFileError, Document, TomlFile
from otp_gui.store.toml_place import of_key, of_keys

_WORDS: Final = {"language": LANGUAGES, "scheme": tuple(Scheme)}
_INTERVAL: Final = "watch_interval"
_RELATIVE: Final = "relative_times"
_REPLIES: Final = "replies"
_RETENTION: Final = "retention_days"
# TOML has no null.
_FOR_EVER: Final = 0
_DAYS: Final = tuple(days or _FOR_EVER for days in RETENTION_DAYS)
_TEXTS: Final = ("environment", "geometry", "splitter", "columns", "retention_since")


class TomlPreferences:
    """The ``PreferencesStore`` port over one TOML file; keys that it does not know are kept.

    What an administrator has locked in ``system`` goes before what the file says.
    """

    def __init__(self, path: Path, system: SystemFiles | None = None) -> None:
        self._file: Final = TomlFile(path)
        self._system: Final = system

    def load(self) -> tuple[Preferences, Phrase | None]:
        """Return the preferences, and what is wrong with the file where defaults stand in."""
        preferences, notice = self._chosen()
        return self.policy().capped(preferences), notice

    def policy(self) -> Policy:
        """Return what an administrator has locked; the environments tell what is wrong with it."""
        return Policy() if self._system is None else self._system.policy()[0]

    def save(self, preferences: Preferences) -> None:
        """Write what has changed; a damaged file is not overwritten.

        :raises StoreError: where the file is damaged or cannot be written.
        """

        def change(document: Document) -> None:
            now = asdict(_from(document))
            wanted = asdict(preferences)
            put_replies(document, now.pop(_REPLIES), wanted.pop(_REPLIES))
            for key, value in wanted.items():
                if value != now[key]:
                    absent = _FOR_EVER if key == _RETENTION else None
                    put(document, key, absent if value is None else _written(value))

        self._file.edit(change, self._read)

    def _chosen(self) -> tuple[Preferences, Phrase | None]:
        try:
            text = self._file.text()
            return (Preferences() if text is None else self._read(text)), None
        except DamagedFileError as error:
            notice = phrase(
                "{problem} The defaults are used instead; the file is left as it is.",
                problem=error.problem,
            )
            return Preferences(), notice

    def _read(self, text: str) -> Preferences:
        values = self._file.parse(text)
        for key, problem in _problems(values):
            raise self._file.wrong(of_key(text, key), problem, key)
        for keys, problem in reply_problems(values.get(_REPLIES, {})):
            path = (_REPLIES, *keys)
            raise self._file.wrong(of_keys(text, path), problem, ".".join(path))
        return _from(values)


def _problems(values: Mapping[str, Any]) -> Iterator[tuple[str, Phrase]]:
    for key, words in _WORDS.items():
        if key in values and values[key] not in words:
            yield key, phrase("It must be one of: {words}.", words=", ".join(words))
    for key in _TEXTS:
        if key in values and not isinstance(values[key], str):
            yield key, phrase("It must be text in quotes.")
    low, high = WATCH_INTERVAL_RANGE_SECONDS
    interval = values.get(_INTERVAL, low)
    if not isinstance(interval, int) or isinstance(interval, bool) or not low <= interval <= high:
        yield (
            _INTERVAL,
            phrase("It must be a whole number from {low} to {high}.", low=low, high=high),
        )
    if not isinstance(values.get(_RELATIVE, False), bool):
        yield _RELATIVE, phrase("It must be true or false.")
    if (days := values.get(_RETENTION, _FOR_EVER)) not in _DAYS or isinstance(days, bool | float):
        yield (
            _RETENTION,
            phrase(
                "It must be one of: {words}.",
                words=", ".join(map(str, _DAYS)),
            ),
        )


def _written(value: object) -> str | int | bool:
    """Return a choice as the file holds it; a word of an enumeration is text."""
    return value if type(value) is int or type(value) is bool else str(value)


def _from(values: Mapping[str, Any]) -> Preferences:
    return Preferences(
        language=values.get("language"),
        scheme=Scheme(values.get("scheme", Scheme.SYSTEM)),
        watch_interval=int(values.get(_INTERVAL, Preferences().watch_interval)),
        relative_times=values.get(_RELATIVE, False),
        replies=replies_in(values.get(_REPLIES, {})),
        retention_days=values.get(_RETENTION, DEFAULT_RETENTION_DAYS) or None,
        **{key: values.get(key) for key in _TEXTS},
    )
