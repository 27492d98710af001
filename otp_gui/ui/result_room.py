"""How wide a result is in a table: room for the widest word of the current language."""

from math import ceil
from typing import Final

from PySide6.QtGui import QFont, QFontMetricsF

from otp_gui.i18n import language
from otp_gui.ui.theme import ICON_SIZE

_WIDEST: Final = {"en": "Token not accepted", "ru": "Виджет заблокирован"}
"""Written down, as the catalogue of results loads after the first frame."""
_STYLE_MARGIN: Final = 3
"""What Qt itself leaves free on either side of an icon and of a text."""


def result_room(font: QFont) -> int:
    """Return how much room any result with its icon takes in ``font``, in pixels."""
    return words_room(_WIDEST[language()], font) + ICON_SIZE + 2 * _STYLE_MARGIN


def words_room(words: str, font: QFont) -> int:
    """Return how much room some words take in ``font``, in pixels."""
    return ceil(QFontMetricsF(font).horizontalAdvance(words)) + 2 * _STYLE_MARGIN
