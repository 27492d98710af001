"""The privacy view: while it is on, no phone number on the screen can be read whole.

It is the process's, as the language is, and told of in the same way: whatever shows a number asks
here for how to write it, each time it says its texts. It starts off, and is never remembered: a
window that shows less than one expects would be as wrong as one that shows more, and who shares the
screen looks at it first.
"""

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from otp_gui.domain.redact import mask_numbers, mask_phone

KEY: Final = "Ctrl+Shift+H"
_MASK: Final = "*"


class _Current:
    """Whether numbers are masked, replaced by :func:`switch`."""

    is_on = False


def is_on() -> bool:
    """Tell whether numbers are masked now."""
    return _Current.is_on


def switch(on: bool) -> None:  # noqa: FBT001 - a slot
    """Mask numbers from now on, or show them again; every window says its texts anew."""
    if on is _Current.is_on:
        return
    _Current.is_on = on
    app = QApplication.instance()
    if app is not None:
        app.sendEvent(app, QEvent(QEvent.Type.LanguageChange))


def number(text: str) -> str:
    """Return a recipient as it may be shown: a few of its digits while the view is on.

    One that an import brought masked is left as it is.
    """
    return mask_phone(text) if _Current.is_on and _MASK not in text else text


def words(text: str, recipient: str = "") -> str:
    """Return ``text`` of whoever wrote it as it may be shown: every number in it is masked.

    ``recipient`` is masked even where it looks like no phone number.
    """
    if not _Current.is_on:
        return text
    if recipient:
        text = text.replace(recipient, mask_phone(recipient))
    return mask_numbers(text)
