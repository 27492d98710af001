"""Finds ``resources/`` in a source tree, an installed wheel and a frozen build alike."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """Return the directory that holds ``icons``, ``locale``, ``themes`` and ``fonts``.

    A wheel and a frozen build carry the resources inside the package, a source tree beside it.

    :raises FileNotFoundError: if neither is there, which means a broken installation.
    """
    for candidate in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if (candidate / "icons").is_dir():
            return candidate
    raise FileNotFoundError(f"no resources beside or inside {_PACKAGE}")
