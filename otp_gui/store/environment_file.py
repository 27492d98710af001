"""A file that lists environments: the user's, or the one that an administrator provides."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Final

from otp_gui.domain.environment import Environment, Kind, problems
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.store.environment_table import KEYS, EntryError, to_environment
from otp_gui.store.toml_file import DamagedFileError, TomlFile
from otp_gui.store.toml_place import of_entry, of_key

TABLES: Final = "environment"
_NO_LIST: Final = phrase("It must be a list of tables: [[environment]].")
_UNKNOWN: Final = phrase("There is no such key.")


class EnvironmentFile(TomlFile):
    """Reads what :class:`TomlFile` edits."""

    def read(self, text: str) -> Sequence[Environment]:
        """Return the environments of the file's ``text``, which may be none.

        A production that would be called by plain http is one: the call is what is refused.

        :raises DamagedFileError: where it is not TOML, or an entry is not sound.
        """
        tables = self._tables(text)
        found: dict[str, Environment] = {}
        for index, table in enumerate(tables):
            try:
                environment = _sound(table, found)
            except EntryError as error:
                raise self._damaged(text, (index, len(tables)), error) from error
            found[environment.id] = environment
        return tuple(found.values())

    def unknown_key(self, text: str) -> DamagedFileError | None:
        """Return where the first key stands that means nothing, in a file that is sound."""
        for key in self.parse(text):
            if key != TABLES:
                return self.wrong(of_key(text, key), _UNKNOWN, key)
        tables = self._tables(text)
        for index, table in enumerate(tables):
            for key in table if isinstance(table, Mapping) else ():
                if key not in KEYS:
                    return self._damaged(text, (index, len(tables)), EntryError(_UNKNOWN, key))
        return None

    def _tables(self, text: str) -> Sequence[object]:
        tables = self.parse(text).get(TABLES, [])
        if not isinstance(tables, list):
            raise self._damaged(text, None, EntryError(_NO_LIST, TABLES))
        return tables

    def _damaged(
        self, text: str, entry: tuple[int, int] | None, error: EntryError
    ) -> DamagedFileError:
        """Say where the fault lies; ``entry`` is its number, from 0, and how many there are."""
        if entry is None:
            return self.wrong(of_key(text, TABLES), error.problem, error.key)
        if place := of_entry(text, TABLES, *entry, error.key):
            return self.wrong(place, error.problem, error.key)
        return self.wrong(of_key(text, TABLES), _numbered(entry[0] + 1, error))


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
