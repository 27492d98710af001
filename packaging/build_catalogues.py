"""Keeps the catalogues of ``resources/locale``: collects the words, checks and compiles them.

``python packaging/build_catalogues.py`` compiles every ``.po`` into a ``.mo``, which git ignores;
``--update`` (or ``--extract``) first brings the ``.po`` up to the words in the source, ``--check``
only tells what is wrong. For hatchling this file is the build hook that compiles them into a wheel.

The words are the literals given to ``tr``, ``ntr``, ``phrase`` and ``phrases``, in every module of
``otp_gui``. The ``.po`` holds no dates and no line numbers, so it changes with the words only.
"""

import argparse
import ast
import string
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT: Final = Path(__file__).resolve().parent.parent
_SOURCES: Final = "otp_gui"
_CATALOGUES: Final = "resources/locale/*/LC_MESSAGES/otp_gui.po"
_KEYWORDS: Final = {"tr": 1, "phrase": 1, "ntr": 2, "phrases": 2}
# These pass on what they were given, so there is no literal to find.
_DEFINITIONS: Final = ("otp_gui/i18n.py", "otp_gui/domain/phrase.py")
_WIDTH: Final = 100
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Words:
    """What the source says: message IDs (with the plural, if any) by the files that use them."""

    found: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class CatalogueBuildHook(BuildHookInterface[Any]):
    """Compiles the catalogues before hatchling collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and put ``resources`` with what git ignores of it into a wheel's package.

        An editable wheel takes them from the source tree, as the package itself.
        """
        compile_catalogues(Path(self.root))
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"]["resources"] = f"{_SOURCES}/resources"


def compile_catalogues(root: Path) -> list[Path]:
    """Write a ``.mo`` beside each ``.po``, whole or not at all, and return them."""
    return [_compile(path) for path in sorted(root.glob(_CATALOGUES))]


def update_catalogues(root: Path) -> list[Path]:
    """Bring each ``.po`` up to the source: translations stay, new words wait, old ones go."""
    words = collect(root)
    paths = sorted(root.glob(_CATALOGUES))
    for path in paths:
        path.write_bytes(_updated(_read(path), words))
    return paths


def check(root: Path) -> list[str]:
    """Return what is wrong with the words and the catalogues, a line each; empty if nothing is."""
    words = collect(root)
    problems = list(words.problems)
    for path in sorted(root.glob(_CATALOGUES)):
        name = path.relative_to(root).as_posix()
        problems += [f"{name}: {problem}" for problem in _catalogue_problems(_read(path), words)]
    return problems


def collect(root: Path) -> Words:
    """Collect the words of all modules, and name the calls that hold no literal."""
    words = Words()
    for path in sorted((root / _SOURCES).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name in _DEFINITIONS:
            continue
        for call, count in _calls(ast.parse(path.read_text("utf-8"))):
            literals = tuple(_literals(call.args[:count]))
            if len(literals) == count:
                places = words.found.setdefault(literals, [])
                if name not in places:
                    places.append(name)
            else:
                words.problems.append(f"{name}:{call.lineno}: not a literal")
    singulars = [literals[0] for literals in words.found]
    words.problems += [
        f"{words.found[literals][0]}: with and without a plural: {literals[0]!r}"
        for literals in words.found
        if len(literals) > 1 and singulars.count(literals[0]) > 1
    ]
    return words


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else None
            name = function.id if isinstance(function, ast.Name) else name
            if name in _KEYWORDS:
                yield node, _KEYWORDS[name]


def _literals(arguments: Sequence[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    return catalogue


def _compile(path: Path) -> Path:
    target = path.with_suffix(".mo")
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".tmp", delete=False) as file:
        write_mo(file, _read(path))
    # A temporary file is its owner's only; this one is for everybody who may use the program.
    Path(file.name).chmod(0o644)
    return Path(file.name).replace(target)


def _updated(before: Catalog, words: Words) -> bytes:
    catalogue = Catalog(locale=before.locale)
    for literals in sorted(words.found, key=lambda literals: (words.found[literals], literals)):
        known = before.get(literals[0])
        kept = known is not None and known.id == _message_id(literals)
        catalogue.add(
            _message_id(literals),
            known.string if known is not None and kept else "",
            locations=[(place, 0) for place in words.found[literals]],
            user_comments=known.user_comments if known is not None else (),
        )
    out = BytesIO()
    out.write(_header(catalogue).encode())
    write_po(out, catalogue, width=_WIDTH, omit_header=True, include_lineno=False)
    return out.getvalue()


def _header(catalogue: Catalog) -> str:
    fields = (
        "Project-Id-Version: otp-gui",
        f"Language: {catalogue.locale_identifier}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {catalogue.plural_forms}",
    )
    lines = "".join(f'"{text}\\n"\n' for text in fields)
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def _message_id(literals: tuple[str, ...]) -> str | tuple[str, ...]:
    return literals[0] if len(literals) == 1 else literals


def _catalogue_problems(catalogue: Catalog, words: Words) -> Iterator[str]:
    messages = {tuple(_as_forms(message.id)): message for message in catalogue if message.id}
    for literals in sorted(words.found.keys() - messages.keys()):
        yield f"missing: {literals[0]!r}"
    for literals in sorted(messages.keys() - words.found.keys()):
        yield f"obsolete: {literals[0]!r}"
    for literals, message in messages.items():
        if message.fuzzy:
            yield f"fuzzy: {literals[0]!r}"
        yield from _translation_problems(message, catalogue.num_plurals)


def _translation_problems(message: Message, plurals: int) -> Iterator[str]:
    source = _as_forms(message.id)[-1]
    forms = _as_forms(message.string)
    if not all(forms) or len(forms) != (plurals if isinstance(message.id, tuple | list) else 1):
        yield f"untranslated: {source!r}"
        return
    for form in forms:
        if _places(form) != _places(source):
            yield f"other place-holders than {source!r}: {form!r}"


def _as_forms(text: str | Sequence[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str | None) else list(text)


def _places(text: str) -> set[str] | None:
    """Return the place-holders with their conversions and formats; None if they are damaged."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    return {
        f"{name}!{conversion}:{spec}" for _, name, spec, conversion in parts if name is not None
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code: 1 where a check fails."""
    parser = argparse.ArgumentParser(description="Collect, check and compile the catalogues.")
    task = parser.add_mutually_exclusive_group()
    task.add_argument("--update", "--extract", action="store_true", help="collect the words first")
    task.add_argument("--check", action="store_true", help="only tell what is wrong")
    options = parser.parse_args(arguments)
    if options.check:
        problems = check(ROOT)
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1 if problems else 0
    if options.update:
        update_catalogues(ROOT)
    for path in compile_catalogues(ROOT):
        print(path.relative_to(ROOT).as_posix())
    return 0


if __name__ == "__main__":
    sys.exit(main())
