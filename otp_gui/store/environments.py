"""The environments of a user: their own in ``environments.toml``, and those of an administrator."""

from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from otp_gui.domain.environment import Environment, normalise_base_url, presets, problems
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.policy import PROVIDED, Listed, Policy, joined, merged
from otp_gui.store import toml_edit
from otp_gui.store.environment_file import TABLES, EnvironmentFile
from otp_gui.store.environment_table import to_table, update
from otp_gui.store.provisioned import Provided, SystemFiles
from otp_gui.store.toml_file import DamagedFileError, Document


class TomlEnvironments:
    """The ``Environments`` port over one TOML file, and over the administrator's in ``system``.

    Without a file, or with one that lists no environment, the list is the presets. A sound file is
    the whole list, so that a preset that was deleted stays so: the first change writes the presets
    into it. A damaged file is left as it is; the presets stand in for it, and nothing is saved.

    What an administrator provides comes first and cannot be changed. Of the presets only the
    sandbox is then there by itself: it is what a demo begins in.
    """

    def __init__(self, path: Path, system: SystemFiles | None = None) -> None:
        self._path: Final = path
        self._file: Final = EnvironmentFile(path)
        self._system: Final = system

    def load(self) -> tuple[Sequence[Environment], Phrase | None]:
        """Return the environments, and what the user is to be told of their files.

        A production that would be called by plain http is loaded: the call is what is refused.
        """
        listed = self.listed()
        return listed.environments, listed.notice

    def listed(self) -> Listed:
        """Return the environments with what of them is the user's to change."""
        given, policy, about_policy = self._given()
        own, notice = self._own(given)
        used, remarks = merged(given.environments, own, policy)
        told = (given.notice, about_policy, notice, *remarks)
        return Listed(
            tuple(used),
            joined([each for each in told if each is not None]),
            policy,
            frozenset(environment.id for environment in given.environments),
            is_editable=notice is None and given.is_known,
        )

    def save(self, environment: Environment, replacing: str | None = None) -> None:
        """Add or replace one environment, keeping every comment and unknown key of the file.

        ``replacing`` is the ID that it had before, where that changed. One that another program
        has deleted meanwhile is added again.

        :raises StoreError: for an environment that is not sound, that is not allowed or that takes
            an ID that is in use; where the file is damaged (it is not overwritten) or cannot be
            written.
        """
        environment = replace(environment, base_url=normalise_base_url(environment.base_url))
        given, policy, _notice = self._given()
        for problem in (*problems(environment).values(), *policy.problems(environment).values()):
            raise StoreError(problem)
        before = replacing or environment.id
        _refuse_provided(given, before)
        if _provides(given, environment.id):
            raise StoreError(phrase("Another environment has this ID."))
        self._edit(partial(_save, _standard(given), environment, before), given)

    def remove(self, environment_id: str) -> None:
        """Take one environment out of the list; one that is not there is no error.

        :raises StoreError: for the only one and for the administrator's, and as for :meth:`save`.
        """
        given, _policy, _notice = self._given()
        _refuse_provided(given, environment_id)
        spares_one = not given.environments
        self._edit(partial(_remove, _standard(given), environment_id, spares_one), given)

    def restore_presets(self) -> None:
        """Bring back the presets as they ship, as far as they are allowed; others stay.

        :raises StoreError: as for :meth:`save`.
        """
        given, policy, _notice = self._given()
        wanted = [
            preset
            for preset in presets()
            if not policy.problems(preset) and not _provides(given, preset.id)
        ]
        self._edit(partial(_restore, _standard(given), wanted), given)

    def _given(self) -> tuple[Provided, Policy, Phrase | None]:
        """Return what an administrator provides and has locked."""
        if self._system is None:
            return Provided(), Policy(), None
        return self._system.provided(), *self._system.policy()

    def _own(self, given: Provided) -> tuple[Sequence[Environment], Phrase | None]:
        """Return the user's environments, and why others stand in for them, if they do."""
        if not given.is_known:
            # They could take the place of what cannot be read.
            return presets(), None
        try:
            text = self._file.text()
            own = () if text is None else self._file.read(text)
        except DamagedFileError as error:
            return _standard(given), _stand_in(error, self._path, given)
        return own or _standard(given), None

    def _edit(self, change: Callable[[Document], None], given: Provided) -> None:
        if given.notice is not None and not given.is_known:
            raise StoreError(given.notice)
        self._file.edit(change, self._file.read)


def _standard(given: Provided) -> Sequence[Environment]:
    """Return what a list begins with that nobody has written."""
    if given.environments:
        return tuple(preset for preset in presets() if preset.is_embedded_sandbox)
    return presets()


def _provides(given: Provided, environment_id: str) -> bool:
    return any(environment.id == environment_id for environment in given.environments)


def _refuse_provided(given: Provided, environment_id: str) -> None:
    if _provides(given, environment_id):
        raise StoreError(PROVIDED)


def _stand_in(error: DamagedFileError, path: Path, given: Provided) -> Phrase:
    if given.environments:
        return phrase(
            "{problem} None of your own environments is used; the file is left as it is: {path}",
            problem=error.problem,
            path=str(path),
        )
    return phrase(
        "{problem} The presets are used instead; the file is left as it is: {path}",
        problem=error.problem,
        path=str(path),
    )


def _save(
    standard: Sequence[Environment], environment: Environment, replacing: str, document: Document
) -> None:
    tables = _tables(standard, document)
    ids = [table["id"] for table in tables]
    if environment.id != replacing and environment.id in ids:
        raise StoreError(phrase("Another environment has this ID."))
    if replacing in ids:
        update(tables[ids.index(replacing)], environment)
    else:
        toml_edit.append(document, TABLES, to_table(environment))


def _remove(
    standard: Sequence[Environment],
    environment_id: str,
    spares_one: bool,  # noqa: FBT001 - by partial
    document: Document,
) -> None:
    tables = _tables(standard, document)
    ids = [table["id"] for table in tables]
    if spares_one and ids == [environment_id]:
        raise StoreError(phrase("The only environment cannot be deleted: add another one first."))
    if environment_id in ids:
        toml_edit.remove(tables, ids.index(environment_id))


def _restore(
    standard: Sequence[Environment], wanted: Sequence[Environment], document: Document
) -> None:
    for preset in wanted:
        _save(standard, preset, preset.id, document)


def _tables(standard: Sequence[Environment], document: Document) -> MutableSequence[Any]:
    """Return the tables of the document, those of ``standard`` where it has none."""
    if not document.get(TABLES):
        document.pop(TABLES, None)
        for environment in standard:
            toml_edit.append(document, TABLES, to_table(environment))
    tables: MutableSequence[Any] = document.get(TABLES, [])
    return tables
