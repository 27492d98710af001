"""The rows of a batch as a table: its looks, and what its keys do."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from otp_gui.ui.batch_lines import Column
from otp_gui.ui.batch_model import Index
from otp_gui.ui.form_fields import ENTER_KEYS
from otp_gui.ui.theme import ICON_SIZE, ROW_HEIGHT, Size, Theme


class _MiddleElided(QStyledItemDelegate):
    """Keeps both ends of what is too long: request IDs of a list often differ at their end."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Say so to the style."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class _Ticked(QStyledItemDelegate):
    """Shows a box that cannot be ticked as one; the row can be chosen all the same."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Say so to the style."""
        super().initStyleOption(option, index)
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            option.state &= ~QStyle.StateFlag.State_Enabled


class BatchGrid(QTableView):
    """Rows to walk through; ``entered_row`` with Enter, ``copy_wanted`` with the key for it.

    ``toggle_wanted`` with the space bar, whichever cell is the current one.
    """

    entered_row = Signal(int)
    copy_wanted = Signal()
    toggle_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFont(theme.font(Size.BODY, tabular=True))
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setItemDelegateForColumn(Column.LINE, _Ticked(self))
        self.setItemDelegateForColumn(Column.REQUEST_ID, _MiddleElided(self))
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMinimumHeight(4 * ROW_HEIGHT)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter a row, tick some, or copy; F2 mends a cell of a list."""
        is_editing = self.state() is QAbstractItemView.State.EditingState
        is_alone = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in ENTER_KEYS and not is_editing and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy) and not is_editing:
            self.copy_wanted.emit()
        elif event.key() == Qt.Key.Key_Space and is_alone and not is_editing:
            if not event.isAutoRepeat():
                self.toggle_wanted.emit()
        else:
            super().keyPressEvent(event)
