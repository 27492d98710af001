"""What has no room in a list to choose from ends in “…”; a text keeps off the frame of a box."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QStyleOptionComboBox

from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.filter_panel import filter_combo
from otp_gui.ui.form_fields import CalmComboBox, ElidedComboBox
from otp_gui.ui.theme import SPACE, Theme

LONG = "00000000-0000-4000-8000-000000000001, 00000000-0000-4000-8000-000000000002"
WIDTH = 180


def icon() -> QIcon:
    pixmap = QPixmap(QSize(16, 16))
    pixmap.fill()
    return QIcon(pixmap)


def showing(words: str, *, has_icon: bool = False, chosen: int = 0) -> ElidedComboBox:
    combo = CalmComboBox()
    combo.addItem(icon() if has_icon else QIcon(), words)
    combo.setPlaceholderText(words)
    combo.setCurrentIndex(chosen)
    combo.resize(WIDTH, combo.sizeHint().height())
    return combo


def said(combo: ElidedComboBox) -> str:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    return combo.elided(option)


def painted(combo: QComboBox) -> QImage:
    return combo.grab().toImage()


@pytest.mark.parametrize("has_icon", [False, True])
def test_a_text_without_room_ends_in_dots(
    theme: Theme,
    has_icon: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert theme is not None
    combo = showing(LONG, has_icon=has_icon)
    words = said(combo)
    assert words.endswith("…")
    assert LONG.startswith(words[:-1])
    assert len(words) > 5
    # That is what is painted, to the last dot.
    assert painted(combo) == painted(showing(words, has_icon=has_icon))
    assert painted(combo) != painted(showing(words[:-1], has_icon=has_icon))


def test_a_text_with_room_is_whole_and_what_to_choose_is_said(theme: Theme) -> None:
    assert theme is not None
    assert said(showing("Stage & more")) == "Stage & more"
    waiting = showing("Choose…", chosen=-1)
    assert painted(waiting) != painted(showing("", chosen=-1))
    assert isinstance(filter_combo("anyFilter"), ElidedComboBox)


def test_every_box_of_the_batch_window_keeps_its_text_off_its_frame(theme: Theme) -> None:
    window = BatchWindow(theme)
    boxes = window.findChildren(QAbstractSpinBox)
    assert len(boxes) == 3
    assert all(box.lineEdit().textMargins().left() == SPACE for box in boxes)
    window.deleteLater()
