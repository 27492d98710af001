"""The rules of the house, as functions from source text to what breaks them.

``test_architecture`` holds the project to them, and them to made-up sources.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

ROOT = "otp_gui"
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60

ADAPTERS = ("api", "store", "vault", "sandbox")
SHARED = (
    *("i18n", "paths", "assets", "build", "logs", "clock", "last_words", "leaving"),
    *("no_collection", "threads"),
)
"""Top-level modules for everyone but the domain."""

MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    "domain": ("domain",),
    **{adapter: (adapter, "domain", *SHARED) for adapter in ADAPTERS},
    "services": ("services", "domain"),
    "cli": ("cli", "services", "domain", "bootstrap", *SHARED),
    "ui": ("ui", "services", "domain", "bootstrap", *SHARED),
    **dict.fromkeys(SHARED, ("domain", *SHARED)),
    "bootstrap": (*ADAPTERS, "services", "domain", *SHARED),
    "__main__": ("ui", *SHARED),
    "__init__": (),
}
"""Which rooms of the house a room may know."""

OWNERS: Mapping[str, str] = {
    "PySide6": "ui",
    "shiboken6": "ui",
    "qasync": "ui",
    "httpx": "api",
    "httpcore": "api",
    "truststore": "api",
    "sqlite3": "store",
    "tomlkit": "store",
    "openpyxl": "store",
    "defusedxml": "store",
    "keyring": "vault",
    "starlette": "sandbox",
    "uvicorn": "sandbox",
    "click": "cli",
}
"""The one room that may import a library."""

OF_THE_DOMAIN = ("phonenumbers", "msgspec")
"""The libraries that the domain may use, with the standard library's pure part."""

TO_NAME_ITS_VERSION = {("bootstrap", "sqlite3")}
"""Who may import a library besides its owner: About tells the version of the one in use."""

CLIENTS_READING = (f"{ROOT}.domain.classify", f"{ROOT}.domain.wire", f"{ROOT}.domain.advice")
"""What the sandbox may not borrow: it would agree with the client by construction."""

PURE = (
    *("abc", "base64", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum"),
    *("email.utils", "functools", "html", "ipaddress", "itertools", "json", "math", "operator"),
    *("re", "shlex", "string", "textwrap", "types", "typing", "unicodedata", "urllib.parse"),
)
"""What of the standard library the domain may use: nothing that touches the world outside."""

BY_NAME = ("otp_gui.api.tls",)
"""Modules that import by name, as a string; that one warms the libraries of its own room up."""

_REGISTRY = re.compile(r"\b(?:pypi|pythonhosted|npmjs|anaconda)\.(?:org|io|com)\b", re.IGNORECASE)
_MACHINE_PATH = re.compile(r"(?<![\w.$}~*-])/(?:root|work|home|Users)/\w")
_LEFT_OVER = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")


@dataclass(frozen=True, slots=True)
class Import:
    """``target`` is the full dotted name, the imported name included."""

    target: str
    line: int

    def of(self, name: str) -> bool:
        return self.target == name or self.target.startswith(f"{name}.")


def room_of(module: str) -> str:
    """Return the part of the house that a dotted module name belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(module: str, source: str, *, is_package: bool = False) -> Iterator[Import]:
    """Find every import: lazy ones, those for type checkers and relative ones too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                package = parts[: len(parts) - node.level + is_package]
                base = ".".join([*package, *filter(None, [base])])
            yield from (Import(f"{base}.{alias.name}", node.lineno) for alias in node.names)


def broken_imports(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return the imports that a module of the package may not have."""
    return [
        f"{module}:{found.line}: {found.target}: {reason}"
        for found in imports(module, source, is_package=is_package)
        if (reason := _import_problem(module, found))
    ] + [
        f"{module}:{line}: an import by name is one that nobody sees"
        for line in _imports_by_name(source)
        if module not in BY_NAME
    ]


def _import_problem(module: str, found: Import) -> str | None:
    if found.of(ROOT):
        return _house_problem(room_of(module), found)
    return _library_problem(room_of(module), found)


def _house_problem(room: str, found: Import) -> str | None:
    if room not in MAY_IMPORT:
        return f"{room} is no room of the house"
    target = room_of(found.target)
    knows_version = found.target == f"{ROOT}.__version__"
    if target not in MAY_IMPORT[room] and not (knows_version and room != "domain"):
        return f"{room} may not know {target}"
    if room == "sandbox" and any(found.of(name) for name in CLIENTS_READING):
        return "the sandbox shares no reading of the wire with the client"
    return None


def _library_problem(room: str, found: Import) -> str | None:
    for library, owner in OWNERS.items():
        if found.of(library) and room != owner and (room, library) not in TO_NAME_ITS_VERSION:
            return f"only {owner} may import {library}"
    if room == "domain" and not any(found.of(name) for name in (*PURE, *OF_THE_DOMAIN)):
        return "the domain is pure"
    return None


def _imports_by_name(source: str) -> Iterator[int]:
    for call, name in _calls(source):
        if name in ("__import__", "import_module"):
            yield call.lineno


def impure_calls(source: str) -> list[int]:
    """Return the lines that read, write or print by a built-in function."""
    return [call.lineno for call, name in _calls(source) if name in ("open", "print", "input")]


def modal_loops(source: str) -> list[int]:
    """Return the lines that call ``….exec()``: within a task, it never comes back."""
    return [
        call.lineno
        for call, name in _calls(source)
        if name in ("exec", "exec_") and isinstance(call.func, ast.Attribute)
    ]


def _calls(source: str) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node, node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node, node.func.attr


def cycle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return one circle of modules, first and last the same; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def import_graph(sources: Mapping[str, str], packages: frozenset[str]) -> dict[str, set[str]]:
    """Return which modules each module imports, among the modules of ``sources``."""
    graph: dict[str, set[str]] = {}
    for module, source in sources.items():
        found = imports(module, source, is_package=module in packages)
        known = (_known_module(i.target, sources) for i in found)
        graph[module] = {target for target in known if target is not None}
    return graph


def _known_module(target: str, modules: Mapping[str, str]) -> str | None:
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target or None


def lines_too_many(source: str) -> int:
    """Return by how many lines a module has outgrown its room."""
    return max(0, len(source.splitlines()) - MAX_MODULE_LINES)


def long_functions(source: str) -> list[str]:
    """Return the functions that do not fit on a screen."""
    return [
        f"{node.name}: {length} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]


def told_too_much(text: str) -> list[str]:
    """Return the lines that name a package registry, a machine's directory or unfinished work."""
    return [
        f"line {number}: {match[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in (_REGISTRY, _MACHINE_PATH, _LEFT_OVER)
        if (match := pattern.search(line))
    ]
