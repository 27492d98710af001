"""Reads and edits a TOML file that people edit too: comments and order stay, nothing is lost."""

import os
import re
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.store import faults, toml_place
from otp_gui.store.toml_place import Place

Document = MutableMapping[str, Any]

LOCK_SECONDS: Final = 3.0
_PRIVATE_FILE: Final = 0o600
_PRIVATE_DIRECTORY: Final = 0o700
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


class DamagedFileError(Exception):
    """The file is not what it should be; ``problem`` says where and how."""

    def __init__(self, problem: Phrase) -> None:
        super().__init__(problem.template)
        self.problem = problem


class TomlFile:
    """One TOML file; every edit starts from what the file holds at that moment."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self._path.name

    def text(self) -> str | None:
        """Return the text of the file, or None where there is none.

        :raises DamagedFileError: where it cannot be read, or is not UTF-8.
        """
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            why = faults.unusable(self.name, faults.reason(error)).explanation
            raise DamagedFileError(why) from error
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode("utf-8-sig")
            raise self._damaged_at(toml_place.after(before)) from error

    def parse(self, text: str) -> dict[str, Any]:
        """Read ``text``, the file's, into plain values.

        :raises DamagedFileError: where it is not TOML, with line and column.
        """
        # 3 ms to import, and at the first start there is no file.
        import tomllib  # noqa: PLC0415

        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            if place := _PLACE.search(str(error)):
                raise self._damaged_at(Place(int(place[1]), int(place[2]))) from error
            raise self._damaged_at(toml_place.after(text)) from error
        except RecursionError as error:
            problem = phrase("It is nested too deeply.")
            raise self.wrong(toml_place.of_nesting(text), problem) from error

    def wrong(self, place: Place, problem: Phrase, key: str | None = None) -> DamagedFileError:
        """Return the error for a value at ``place``, that of ``key`` where it is one key's."""
        if key is None:
            return DamagedFileError(
                phrase(
                    "{file}, line {line}, column {column}: {problem}",
                    file=self.name,
                    line=place.line,
                    column=place.column,
                    problem=problem,
                )
            )
        return DamagedFileError(
            phrase(
                "{file}, line {line}, column {column}, {key}: {problem}",
                file=self.name,
                line=place.line,
                column=place.column,
                key=key,
                problem=problem,
            )
        )

    def edit(self, change: Callable[[Document], None], check: Callable[[str], object]) -> None:
        """Apply ``change`` to the file and replace it at once; other programs see old or new.

        ``check`` looks at the present text first. ``change`` is made twice, to a document that
        keeps comments and to plain values: where the two disagree the file is not written.

        :raises StoreError: where the file is damaged, locked or cannot be written; it is then left
            as it was.
        """
        with faults.told(self.name), self._locked():
            try:
                text = self.text() or ""
                check(text)
                expected = self.parse(text)
            except DamagedFileError as error:
                raise StoreError(error.problem) from error
            change(expected)
            self._replace(self._edited(text, change, expected))

    def _edited(
        self, text: str, change: Callable[[Document], None], expected: dict[str, Any]
    ) -> str:
        # 23 ms to import, and needed for writing only.
        import tomllib  # noqa: PLC0415

        import tomlkit  # noqa: PLC0415
        from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

        try:
            document = tomlkit.parse(text.replace("\r\n", "\n"))
            change(document)
            edited = tomlkit.dumps(document)
            same = tomllib.loads(edited) == expected
        except (TOMLKitError, tomllib.TOMLDecodeError):
            same, edited = False, text
        if not same:
            raise StoreError(
                phrase("{file} cannot be changed from here: edit it by hand.", file=self.name)
            )
        return edited.replace("\n", "\r\n") if "\r\n" in text else edited

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # 12 ms to import, and needed for writing only.
        from filelock import FileLock, Timeout  # noqa: PLC0415

        self._path.parent.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        lock = FileLock(self._beside(".lock", self._path), timeout=LOCK_SECONDS, mode=_PRIVATE_FILE)
        try:
            lock.acquire()
        except Timeout as error:
            raise faults.unusable(self.name, phrase("Another program is writing it.")) from error
        try:
            yield
        finally:
            lock.release()

    def _replace(self, text: str) -> None:
        # An administrator may have made it a link: what it leads to is replaced, not the link.
        target = self._path.resolve()
        beside = self._beside(".new", target)
        try:
            handle = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, _PRIVATE_FILE)
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        _sync_directory(target.parent)

    @staticmethod
    def _beside(suffix: str, path: Path) -> Path:
        return path.with_name(f".{path.name}{suffix}")

    def _damaged_at(self, place: Place) -> DamagedFileError:
        return DamagedFileError(
            phrase(
                "{file} is damaged at line {line}, column {column}.",
                file=self.name,
                line=place.line,
                column=place.column,
            )
        )


def _sync_directory(directory: Path) -> None:
    """Make the new name last through a power cut; only POSIX opens directories."""
    if os.name == "posix":
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
