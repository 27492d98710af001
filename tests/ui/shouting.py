"""A made-up language in which everything is upper case, to see what is not translated."""

import gettext
from collections.abc import Iterable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from otp_gui import i18n


class _Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return _shout(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return _shout(singular if count == 1 else plural)


def _shout(template: str) -> str:
    """Leave the place-holders alone."""
    parts = template.split("{")
    return "{".join(
        [parts[0].upper(), *(f"{p.split('}')[0]}}}{p.split('}', 1)[1].upper()}" for p in parts[1:])]
    )


def shout(monkeypatch: pytest.MonkeyPatch, window: QWidget) -> None:
    """Switch the language as the application does, for ``window`` and all within."""
    monkeypatch.setattr(i18n._Current, "catalogue", _Shouting())
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))


def whispered(window: QWidget, same_in_every_language: Iterable[str] = ()) -> list[str]:
    """Return the texts on labels and buttons that did not change."""
    texts = [window.windowTitle(), *(label.text() for label in window.findChildren(QLabel))]
    for button in window.findChildren(QAbstractButton):
        texts += [button.text(), button.accessibleName(), button.toolTip()]
    known = set(same_in_every_language)
    return [text for text in texts if text not in known and text != text.upper()]
