"""The list of environments in ``environments.toml``, which an administrator may provide."""

from collections.abc import Callable, Container, MutableSequence, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from otp_gui.domain.environment import (
    Environment,
    Kind,
    normalise_base_url,
    presets,
    problems,
)
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.store import toml_edit
from otp_gui.store.environment_table import EntryError, to_environment, to_table, update
from otp_gui.store.toml_file import DamagedFileError, Document, TomlFile
from otp_gui.store.toml_place import of_entry, of_key

_TABLES: Final = "environment"
_NO_LIST: Final = phrase("It must be a list of tables: [[environment]].")


class TomlEnvironments:
    """The ``Environments`` port over one TOML file.

    Without a file, or with one that lists no environment, the list is the presets. A sound file is
    the whole list, so that a preset that was deleted stays so: the first change writes the presets
    into it. A damaged file is left as it is; the presets stand in for it, and nothing is saved.
    """

    def __init__(self, path: Path) -> None:
        self._path: Final = path
        self._file: Final = TomlFile(path)

    def load(self) -> tuple[Sequence[Environment], Phrase | None]:
        """Return the environments, and what is wrong with the file where the presets stand in.

        A production that would be called by plain http is loaded: the call is what is refused.
        """
        try:
            text = self._file.text()
            return (presets() if text is None else self._read(text)), None
        except DamagedFileError as error:
            notice = phrase(
                "{problem} The presets are used instead; the file is left as it is: {path}",
                problem=error.problem,
                path=str(self._path),
            )
            return presets(), notice

    def save(self, environment: Environment, replacing: str | None = None) -> None:
        """Add or replace one environment, keeping every comment and unknown key of the file.

        ``replacing`` is the ID that it had before, where that changed. One that another program
        has deleted meanwhile is added again.

        :raises StoreError: for an environment that is not sound or takes an ID that is in use;
            where the file is damaged (it is not overwritten) or cannot be written.
        """
        environment = replace(environment, base_url=normalise_base_url(environment.base_url))
        for problem in problems(environment).values():
            raise StoreError(problem)
        self._edit(partial(_save, environment, replacing or environment.id))

    def remove(self, environment_id: str) -> None:
        """Take one environment out of the list; one that is not there is no error.

        :raises StoreError: for the only one, and as for :meth:`save`.
        """
        self._edit(partial(_remove, environment_id))

    def restore_presets(self) -> None:
        """Bring back the presets as they ship; other environments stay.

        :raises StoreError: as for :meth:`save`.
        """
        self._edit(_restore)

    def _edit(self, change: Callable[[Document], None]) -> None:
        self._file.edit(change, self._read)

    def _read(self, text: str) -> Sequence[Environment]:
        """Return the environments of the file's ``text``.

        :raises DamagedFileError: where it is not TOML, or an entry is not sound.
        """
        tables = self._file.parse(text).get(_TABLES, [])
        if not isinstance(tables, list):
            raise self._damaged(text, None, EntryError(_NO_LIST, _TABLES))
        found: dict[str, Environment] = {}
        for index, table in enumerate(tables):
            try:
                environment = _sound(table, found)
            except EntryError as error:
                raise self._damaged(text, (index, len(tables)), error) from error
            found[environment.id] = environment
        return tuple(found.values()) or presets()

    def _damaged(
        self, text: str, entry: tuple[int, int] | None, error: EntryError
    ) -> DamagedFileError:
        """Say where the fault lies; ``entry`` is its number, from 0, and how many there are."""
        if entry is None:
            return self._file.wrong(of_key(text, _TABLES), error.problem, error.key)
        if place := of_entry(text, _TABLES, *entry, error.key):
            return self._file.wrong(place, error.problem, error.key)
        return self._file.wrong(of_key(text, _TABLES), _numbered(entry[0] + 1, error))


def _numbered(number: int, error: EntryError) -> Phrase:
    """Say which entry it is where the place alone does not."""
    if error.key is None:
        return phrase("entry {number}: {problem}", number=number, problem=error.problem)
    return phrase(
        "entry {number}, {key}: {problem}", number=number, key=error.key, problem=error.problem
    )


def _sound(table: object, others: Container[str]) -> Environment:
    environment = to_environment(table)
    if environment.id in others:
        raise EntryError(phrase("Another entry has this ID."), "id")
    found = problems(environment)
    if "base_url" in found and environment.kind is Kind.PRODUCTION:
        # Plain http to a production is for the call to refuse, not for the file.
        found = problems(replace(environment, kind=Kind.CUSTOM))
    for key, problem in found.items():
        raise EntryError(problem, key)
    return environment


def _save(environment: Environment, replacing: str, document: Document) -> None:
    tables = _tables(document)
    ids = [table["id"] for table in tables]
    if environment.id != replacing and environment.id in ids:
        raise StoreError(phrase("Another environment has this ID."))
    if replacing in ids:
        update(tables[ids.index(replacing)], environment)
    else:
        toml_edit.append(document, _TABLES, to_table(environment))


def _remove(environment_id: str, document: Document) -> None:
    tables = _tables(document)
    ids = [table["id"] for table in tables]
    if ids == [environment_id]:
        raise StoreError(phrase("The only environment cannot be deleted: add another one first."))
    if environment_id in ids:
        toml_edit.remove(tables, ids.index(environment_id))


def _restore(document: Document) -> None:
    for preset in presets():
        _save(preset, preset.id, document)


def _tables(document: Document) -> MutableSequence[Any]:
    """Return the tables of the document, the presets where it has none."""
    if not document.get(_TABLES):
        document.pop(_TABLES, None)
        for preset in presets():
            toml_edit.append(document, _TABLES, to_table(preset))
    tables: MutableSequence[Any] = document[_TABLES]
    return tables
