"""An environment as a table of ``environments.toml``, and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from otp_gui.domain.environment import (
    DEFAULT_TIMEOUT_SECONDS,
    Environment,
    Kind,
    asks_by_default,
    normalise_base_url,
)
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.store.toml_edit import Table, put

_T = TypeVar("_T")

KEYS: Final = frozenset(field.name for field in fields(Environment))

_TEXT: Final = phrase("It must be text in quotes.")
_NUMBER: Final = phrase("It must be a number.")
_TRUTH: Final = phrase("It must be true or false.")


class EntryError(Exception):
    """A table is not an environment; ``key`` names the place, where it is one key."""

    def __init__(self, problem: Phrase, key: str | None = None) -> None:
        super().__init__(problem.template)
        self.problem = problem
        self.key = key


def to_environment(table: Any) -> Environment:  # noqa: ANN401 - whatever the file holds
    """Read a table; what it leaves out gets its default. Unknown keys are no error.

    :raises EntryError: for a key that is missing or holds a value of the wrong type.
    """
    if not isinstance(table, Mapping):
        raise EntryError(phrase("It must be a table."))
    kind = _kind(_required(table, "kind"))
    return Environment(
        id=_required(table, "id"),
        name=_required(table, "name"),
        base_url=normalise_base_url(_required(table, "base_url")),
        kind=kind,
        confirm_complete=_truth(table, "confirm_complete", default=asks_by_default(kind)),
        timeout_seconds=_seconds(table),
        ca_bundle=_optional(table, "ca_bundle"),
        proxy=_optional(table, "proxy"),
        verify_tls=_truth(table, "verify_tls", default=True),
    )


def to_table(environment: Environment) -> dict[str, Any]:
    """Return the values of a new table: what differs from the defaults, and what must be there."""
    values = _values(environment)
    defaults: dict[str, object] = {
        "confirm_complete": asks_by_default(environment.kind),
        "timeout_seconds": DEFAULT_TIMEOUT_SECONDS,
        "ca_bundle": None,
        "proxy": None,
        "verify_tls": True,
    }
    return {k: v for k, v in values.items() if k not in defaults or v != defaults[k]}


def update(table: Table, environment: Environment) -> None:
    """Make a sound table mean ``environment``, touching only the keys that say otherwise."""
    now = _values(to_environment(table))
    for key, value in _values(environment).items():
        if value != now[key]:
            put(table, key, value)


def _values(environment: Environment) -> dict[str, Any]:
    seconds = environment.timeout_seconds
    return {
        "id": environment.id,
        "name": environment.name,
        "base_url": environment.base_url,
        "kind": environment.kind.value,
        "confirm_complete": environment.confirm_complete,
        "timeout_seconds": int(seconds) if float(seconds).is_integer() else seconds,
        "ca_bundle": environment.ca_bundle or None,
        "proxy": environment.proxy or None,
        "verify_tls": environment.verify_tls,
    }


def _required(table: Mapping[str, Any], key: str) -> str:
    if key not in table:
        raise EntryError(phrase("“{key}” is missing.", key=key))
    return _typed(table, key, str, _TEXT)


def _optional(table: Mapping[str, Any], key: str) -> str | None:
    return (_typed(table, key, str, _TEXT) or None) if key in table else None


def _truth(table: Mapping[str, Any], key: str, *, default: bool) -> bool:
    return _typed(table, key, bool, _TRUTH) if key in table else default


def _seconds(table: Mapping[str, Any]) -> float:
    key = "timeout_seconds"
    if key not in table:
        return DEFAULT_TIMEOUT_SECONDS
    if isinstance(table[key], bool):
        raise EntryError(_NUMBER, key)
    if isinstance(table[key], int):
        # Beyond the range of a float it is out of every range.
        return float(min(table[key], 10**9))
    return _typed(table, key, float, _NUMBER)


def _typed(table: Mapping[str, Any], key: str, kind: type[_T], wrong: Phrase) -> _T:
    value = table[key]
    if not isinstance(value, kind):
        raise EntryError(wrong, key)
    return value


def _kind(word: str) -> Kind:
    try:
        return Kind(word)
    except ValueError as error:
        words = ", ".join(Kind)
        raise EntryError(phrase("It must be one of: {words}.", words=words), "kind") from error
