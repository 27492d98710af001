"""Where the keyboard is: what the tab key goes through, and that it can be seen."""

from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTableView,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.preferences import Scheme
from otp_gui.ui.naming import named
from otp_gui.ui.split_button import SplitButton
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import Size, Theme
from tests.ui.contrast import contrast
from tests.ui.desk import DEAD, Desk

_ENOUGH = 3
"""Of what is not text but carries meaning (WCAG 2.1, 1.4.11)."""
_A_FRAME = 20
"""So many pixels are a frame around the smallest control, and more than a blinking cursor."""
_WITHIN = 4
"""So far from its edge a control looks as it did."""
_VARIANTS = ("primary", "danger", "corner", "legend")


def stops(window: QWidget) -> list[str]:
    """Return the names of what the tab key goes through from the answer on."""
    names, at = [], window.nextInFocusChain()
    while isinstance(at, QWidget) and at is not window:
        takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.focusProxy() is None
        if takes and at.isVisibleTo(window) and at.isEnabled():
            names.append(at.objectName())
        at = at.nextInFocusChain()
    return [name for name in names[names.index("noteButton") :] if name != "explanationArea"]


async def test_tab_goes_through_the_answer_before_the_history(desk: Desk) -> None:
    await desk.inspect(DEAD)
    at_foot = ["copyReportButton", "copyReplyButton", "copyCurlButton", "historySearch"]
    first = ["noteButton", "qt_tabwidget_tabbar"]
    assert stops(desk.window)[:7] == [*first, "followUpResend", *at_foot]
    # Each answer puts the buttons under it into an order of their own.
    offered = [FollowUp.TOKEN, FollowUp.LOOK_ELSEWHERE]
    desk.workplace.answers.pane._follow_ups.offer(offered)
    wanted = [*first, "followUpToken", "followUpLookElsewhere", *at_foot]
    assert stops(desk.window)[:8] == wanted


def _controls(theme: Theme | None) -> dict[str, Callable[[], QWidget]]:
    """Return what makes each kind of control; without a theme only their names are of use."""

    def button(prop: str, value: object) -> QWidget:
        made = QPushButton("Button")
        made.setProperty(prop, value)
        return made

    def chosen(made: QCheckBox | QRadioButton) -> QWidget:
        made.setChecked(True)
        return made

    def tabs() -> QWidget:
        made = QTabWidget()
        for title in ("One", "Two"):
            made.addTab(QWidget(), title)
        return made

    def long_text() -> QWidget:
        made = PlainText((theme or Theme()).font(Size.BODY), 1, "long")
        made.show_text("one\ntwo\nthree", "Text")
        return made

    def split() -> QWidget:
        made = SplitButton("split")
        made.setText("Split")
        return made

    def dismiss() -> QWidget:
        made = named(QToolButton(), "dismissNoticeButton")
        made.setText("x")
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    return {
        "button": lambda: QPushButton("Button"),
        **{name: partial(button, "variant", name) for name in _VARIANTS},
        "chip": partial(button, "chip", True),  # noqa: FBT003 - Qt's own signature
        "split": split,
        "dismiss": dismiss,
        "tabs": tabs,
        "long text": long_text,
        "check": lambda: QCheckBox("Box"),
        "checked": lambda: chosen(QCheckBox("Box")),
        "radio": lambda: QRadioButton("Radio"),
        "chosen": lambda: chosen(QRadioButton("Radio")),
        "combo": QComboBox,
        "line": QLineEdit,
        "spin": QSpinBox,
        "text": QPlainTextEdit,
        "list": QListWidget,
        "table": QTableView,
    }


def _shots(control: QWidget, qtbot: QtBot) -> tuple[QImage, QImage]:
    """Return how a control looks without the keyboard and with it."""
    window, other = QDialog(), QPushButton("Other")
    column = QVBoxLayout(window)
    for part in (other, control):
        column.addWidget(part)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    taker = control.tabBar() if isinstance(control, QTabWidget) else control
    other.setFocus()
    images = [taker.grab().toImage()]
    # By the key itself: some frames are drawn after one only.
    QTest.keyClick(other, Qt.Key.Key_Tab)
    assert taker.hasFocus()
    images.append(taker.grab().toImage())
    without, with_it = (image.convertToFormat(QImage.Format.Format_RGB32) for image in images)
    return without, with_it


def _changed(before: QImage, after: QImage, margin: int = 0) -> list[float]:
    """Return by how much each pixel that is another one stands out from what it was."""
    across = range(margin, before.width() - margin)
    down = range(margin, before.height() - margin)
    pairs = ((before.pixel(x, y), after.pixel(x, y)) for x, y in product(across, down))
    return [contrast(QColor(was).name(), QColor(is_).name()) for was, is_ in pairs if was != is_]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("name", _controls(None))
def test_a_control_shows_that_it_has_the_keyboard(
    qapp: QApplication, theme: Theme, qtbot: QtBot, name: str, scheme: Scheme
) -> None:
    theme.apply(qapp, scheme)
    control = _controls(theme)[name]()
    before, after = _shots(control, qtbot)
    assert before.size() == after.size()
    assert sum(ratio >= _ENOUGH for ratio in _changed(before, after)) >= _A_FRAME


@pytest.mark.parametrize("name", ["button", "primary", "danger", "split", "check", "checked"])
def test_there_is_one_frame_around_it(theme: Theme, qtbot: QtBot, name: str) -> None:
    control = _controls(theme)[name]()
    before, after = _shots(control, qtbot)
    if name in ("check", "checked"):
        # Its frame is that of the box, on its left.
        before, after = (_right_of(image, image.height()) for image in (before, after))
    assert _changed(before, after, _WITHIN) == []


def _right_of(image: QImage, left: int) -> QImage:
    return image.copy(left, 0, image.width() - left, image.height())
