"""Widgets in a row that breaks as words do."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.theme import SPACE


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def widgets(window: QWidget, *sizes: tuple[int, int]) -> tuple[FlowLayout, list[QWidget]]:
    flow = FlowLayout()
    made = []
    for width, height in sizes:
        widget = QWidget()
        widget.setFixedSize(width, height)
        flow.addWidget(widget)
        made.append(widget)
    window.setLayout(flow)
    for widget in made:
        widget.show()
    return flow, made


def test_a_line_breaks_where_its_room_ends(window: QWidget) -> None:
    flow, made = widgets(window, (60, 20), (40, 20), (50, 20))
    flow.setGeometry(QRect(0, 0, 100 + SPACE, 200))
    assert [(each.x(), each.y()) for each in made] == [(0, 0), (60 + SPACE, 0), (0, 20 + SPACE)]
    assert flow.heightForWidth(100 + SPACE) == 40 + SPACE


def test_lower_ones_stand_in_the_middle_of_their_line(window: QWidget) -> None:
    flow, made = widgets(window, (60, 32), (40, 16), (50, 20))
    flow.setGeometry(QRect(0, 10, 100 + SPACE, 200))
    assert [each.y() for each in made] == [10, 18, 42 + SPACE]


def test_hidden_ones_take_no_room(window: QWidget) -> None:
    flow, made = widgets(window, (60, 20), (40, 20))
    made[0].hide()
    flow.setGeometry(QRect(0, 0, 100, 200))
    assert made[1].x() == 0
    for each in made:
        each.hide()
    assert flow.heightForWidth(100) == 0
