"""A list of lines with icons that one reads, and may choose from."""

from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from otp_gui.ui.form_fields import ENTER_KEYS
from otp_gui.ui.theme import ICON_SIZE, Size, Theme

_PADDING: Final = 6
"""Of a line, as the style sheet has it."""
_BESIDE_TEXT: Final = 2 * _PADDING + 10
_BESIDE_ICON: Final = 6
_ENDLESS: Final = 10_000
_VALUE: Qt.ItemDataRole = Qt.ItemDataRole.UserRole


class _WholeLines(QStyledItemDelegate):
    """Gives each line the height that its text takes once it is wrapped in its padding."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Never shorten the text."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideNone

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Reckon with the padding, which Qt's own hint leaves out of the width."""
        hint = super().sizeHint(option, index)
        view = self.parent()
        if not isinstance(view, QListWidget):
            return hint
        width = view.viewport().width() - _BESIDE_TEXT
        if index.data(Qt.ItemDataRole.DecorationRole) is not None:
            width -= ICON_SIZE + _BESIDE_ICON
        font = index.data(Qt.ItemDataRole.FontRole) or view.font()
        room = QRect(0, 0, max(width, 1), _ENDLESS)
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        text = QFontMetrics(font).boundingRect(room, flags, str(index.data()))
        return QSize(
            min(hint.width(), view.viewport().width()),
            max(text.height() + 2 * _PADDING, ICON_SIZE + 2 * _PADDING),
        )


class EntryList(QListWidget):
    """Lines wrap; ``entered`` carries the value of the line that was clicked or taken by Enter.

    ``newest_last`` keeps the last line in sight whatever room there is. ``joined`` draws a line
    from icon to icon.
    """

    entered = Signal(object)

    def __init__(
        self, theme: Theme, name: str, *, newest_last: bool = False, joined: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._newest_last = newest_last
        self._marked: QListWidgetItem | None = None
        self.setObjectName(name)
        self.setFont(theme.font(Size.SMALL, tabular=True))
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setWordWrap(True)
        self.setItemDelegate(_Joining(theme, self) if joined else _WholeLines(self))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemClicked.connect(self._on_clicked)

    def clear(self) -> None:
        """Take every line out."""
        self._marked = None
        super().clear()

    def add_heading(self, text: str) -> None:
        """Add a line that only divides."""
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(self._theme.font(Size.SMALL, bold=True))
        self.addItem(item)

    def add_entry(
        self, text: str, symbol: str, ink: str, value: object = None, *, marked: bool = False
    ) -> None:
        """Add a line with its icon, and what it stands for; a marked one is bold."""
        item = QListWidgetItem(self._theme.icon(symbol, ink), text)
        item.setData(_VALUE, value)
        if marked:
            self._marked = item
            item.setFont(self._theme.font(Size.SMALL, bold=True, tabular=True))
        self.addItem(item)

    def show_marked(self) -> None:
        """Bring the line that is marked into sight."""
        if self._marked is not None:
            self.scrollToItem(self._marked)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the line; everything else walks."""
        item = self.currentItem()
        if event.key() in ENTER_KEYS and item is not None:
            if not event.isAutoRepeat():
                self._on_clicked(item)
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Have the marked line in sight from the beginning."""
        super().showEvent(event)
        self.show_marked()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the room there is."""
        super().resizeEvent(event)
        if self._newest_last:
            self.scrollToBottom()

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        value = item.data(_VALUE)
        if value is not None:
            self.entered.emit(value)


class _Joining(_WholeLines):
    """Draws a line from the icon of an entry to those next to it."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint an entry, and its part of the line over it."""
        super().paint(painter, option, index)
        if not _is_entry(index):
            return
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        widget = whole.widget
        icon = widget.style().subElementRect(
            QStyle.SubElement.SE_ItemViewItemDecoration, whole, widget
        )
        x = icon.center().x() + 0.5
        painter.save()
        painter.setPen(QPen(self._theme.color("control"), 1))
        row, rect = index.row(), whole.rect
        if _is_entry(index.sibling(row - 1, 0)):
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, icon.top()))
        if _is_entry(index.sibling(row + 1, 0)):
            painter.drawLine(QPointF(x, icon.bottom() + 1), QPointF(x, rect.bottom() + 1))
        painter.restore()


def _is_entry(index: QModelIndex | QPersistentModelIndex) -> bool:
    return index.isValid() and index.data(Qt.ItemDataRole.DecorationRole) is not None
