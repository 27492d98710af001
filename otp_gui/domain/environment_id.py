"""Makes the ID of a new environment out of its name."""

import re
from collections.abc import Collection
from typing import Final

MAX_ID: Final = 64
_FALLBACK: Final = "environment"
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_LATIN: Final = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
        "ё": "e",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sch",
        "ъ": "",
        "ь": "",
        "ю": "yu",
        "я": "ya",
    }
)


def id_from_name(name: str, taken: Collection[str]) -> str:
    """Return a valid ID that resembles ``name`` and is none of ``taken``.

    Russian letters are written in Latin ones; ``-2``, ``-3`` … tell equal names apart.
    """
    words = _OTHER.sub("-", name.lower().translate(_LATIN)).strip("-") or _FALLBACK
    base = words[:MAX_ID].rstrip("-")
    number, candidate = 1, base
    while candidate in taken:
        number += 1
        suffix = f"-{number}"
        candidate = base[: MAX_ID - len(suffix)].rstrip("-") + suffix
    return candidate
