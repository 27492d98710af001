"""Puts, in place of the long licences, where a Debian system keeps them: its policy wants that."""

import re
from typing import Final

_COMMON: Final = "/usr/share/common-licenses"
_TITLES: Final = (
    (r"Apache License\n\s*Version 2\.0", "Apache-2.0"),
    (r"GNU LESSER GENERAL PUBLIC LICENSE\n\s*Version 3", "LGPL-3"),
    (r"GNU GENERAL PUBLIC LICENSE\n\s*Version 2", "GPL-2"),
    (r"GNU GENERAL PUBLIC LICENSE\n\s*Version 3", "GPL-3"),
)
_END: Final = (
    # The last words of each of them, or of how to apply it.
    r"END OF TERMS AND CONDITIONS",
    r"permanent authorization for you to choose that version for the\nLibrary\.",
)


def by_reference(text: str) -> str:
    """Return ``text`` without the full words of the Apache, GPL and LGPL licences."""
    for title, file in _TITLES:
        whole = re.compile(rf"^[ \t]*{title}.*?(?:{'|'.join(_END)})", re.DOTALL | re.MULTILINE)
        text = whole.sub(f"The full text is in {_COMMON}/{file} on Debian systems.", text)
    return text
