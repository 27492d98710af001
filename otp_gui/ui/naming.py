"""The names by which scripts, tests and screen readers find a widget."""

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton

_Q = TypeVar("_Q", bound=QObject)


def named(thing: _Q, name: str) -> _Q:
    """Give ``thing`` its ``objectName``, which is never translated, and return it."""
    thing.setObjectName(name)
    return thing


def say(button: QAbstractButton, text: str) -> None:
    """Write ``text`` on a button, and tell screen readers the same."""
    button.setText(text)
    button.setAccessibleName(text)
