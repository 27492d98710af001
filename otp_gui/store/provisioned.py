"""What an administrator provides for every user: environments, and what is locked.

Nothing here is ever written. A file that cannot be read, holds a mistake or could have been written
by anybody locks more than it says, not less.
"""

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.policy import Policy
from otp_gui.domain.preferences import RETENTION_DAYS
from otp_gui.store.environment_file import EnvironmentFile
from otp_gui.store.toml_file import DamagedFileError, TomlFile
from otp_gui.store.toml_place import of_key

_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_DAYS: Final = tuple(days for days in RETENTION_DAYS if days is not None)
STRICTEST: Final = Policy(
    # No shorter time: for a slip of the pen nothing is deleted that was to be kept.
    holds_retention=True,
    confirm_production=True,
    allowed_kinds=frozenset({Kind.PRODUCTION, Kind.SANDBOX}),
    require_https=True,
)
"""What counts where it is not known what an administrator has locked."""


class Provided(NamedTuple):
    """The administrator's environments; ``is_known`` is False where their file is of no use."""

    environments: Sequence[Environment] = ()
    notice: Phrase | None = None
    is_known: bool = True


class SystemFiles:
    """Reads the administrator's two files, either of which may be missing."""

    def __init__(self, environments: Path, policy: Path) -> None:
        self._environments: Final = environments
        self._policy: Final = policy

    def provided(self) -> Provided:
        """Return the environments that every user has."""
        file = EnvironmentFile(self._environments)
        try:
            text = file.text()
            if text is None:
                return Provided()
            _refuse_untrusted(self._environments)
            environments = file.read(text)
            unknown = file.unknown_key(text)
        except DamagedFileError as error:
            return Provided(notice=_unknown_list(error, self._environments), is_known=False)
        if unknown is None:
            return Provided(environments)
        return Provided(environments, _unread_key(unknown, self._environments))

    def policy(self) -> tuple[Policy, Phrase | None]:
        """Return what is locked, and what is wrong with the file where that is more than it says.

        What it says rightly counts even then.
        """
        file = TomlFile(self._policy)
        try:
            text = file.text()
            if text is None:
                return Policy(), None
            _refuse_untrusted(self._policy)
            values = file.parse(text)
        except DamagedFileError as error:
            return STRICTEST, _strictest(error, self._policy)
        wrong = {key: problem for key in values if (problem := _problem(key, values[key]))}
        if not wrong:
            return _policy(values, Policy()), None
        sound = {key: value for key, value in values.items() if key not in wrong}
        key, problem = next(iter(wrong.items()))
        place = of_key(text, key)
        return _policy(sound, STRICTEST), _strictest(file.wrong(place, problem, key), self._policy)


def _policy(values: Mapping[str, Any], otherwise: Policy) -> Policy:
    changes = dict(values)
    if "allowed_kinds" in changes:
        changes["allowed_kinds"] = frozenset(map(Kind, changes["allowed_kinds"]))
    return otherwise._replace(**changes)


def _problem(key: str, value: object) -> Phrase | None:
    if key not in _CHECKS:
        return phrase("There is no such key.")
    return _CHECKS[key](value)


def _days_problem(value: object) -> Phrase | None:
    if type(value) is int and value in _DAYS:
        return None
    return phrase("It must be one of: {words}.", words=", ".join(map(str, _DAYS)))


def _truth_problem(value: object) -> Phrase | None:
    return None if isinstance(value, bool) else phrase("It must be true or false.")


def _kinds_problem(value: object) -> Phrase | None:
    if isinstance(value, list) and value and all(kind in tuple(Kind) for kind in value):
        return None
    return phrase("It must be a list of at least one of: {words}.", words=", ".join(Kind))


_CHECKS: Final[Mapping[str, Callable[[object], Phrase | None]]] = {
    "max_retention_days": _days_problem,
    "confirm_production": _truth_problem,
    "allowed_kinds": _kinds_problem,
    "require_https": _truth_problem,
}


def _refuse_untrusted(file: Path) -> None:
    """Refuse a file that others than its owner can write or put another one in place of.

    Windows has no such bits: there the installer sees to the folder.

    :raises DamagedFileError: with the reason.
    """
    if os.name != "posix":
        return
    for place in (file, file.parent, file.resolve().parent):
        if place.stat().st_mode & _OTHERS_WRITE:
            raise DamagedFileError(
                phrase(
                    "{file} is not trusted: others than its owner can change {place}.",
                    file=file.name,
                    place=str(place),
                )
            )


def _strictest(error: DamagedFileError, path: Path) -> Phrase:
    return phrase(
        "{problem} What your administrator has locked is not known, so the strictest rules apply:"
        " {path}",
        problem=error.problem,
        path=str(path),
    )


def _unknown_list(error: DamagedFileError, path: Path) -> Phrase:
    return phrase(
        "{problem} Your administrator's environments are not known, so only presets are used:"
        " {path}",
        problem=error.problem,
        path=str(path),
    )


def _unread_key(error: DamagedFileError, path: Path) -> Phrase:
    return phrase(
        "{problem} It is passed over in your administrator's list: {path}",
        problem=error.problem,
        path=str(path),
    )
