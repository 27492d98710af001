"""A list of lines with icons that one reads, and may choose from."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from otp_gui.ui.form_fields import ENTER_KEYS
from otp_gui.ui.theme import ICON_SIZE, Size, Theme

_VALUE: Qt.ItemDataRole = Qt.ItemDataRole.UserRole


class EntryList(QListWidget):
    """Lines wrap; ``entered`` carries the value of the line that was clicked or taken by Enter."""

    entered = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setFont(theme.font(Size.SMALL, tabular=True))
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemClicked.connect(self._on_clicked)

    def add_heading(self, text: str) -> None:
        """Add a line that only divides."""
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(self._theme.font(Size.SMALL, bold=True))
        self.addItem(item)

    def add_entry(
        self, text: str, symbol: str, ink: str, value: object = None, *, bold: bool = False
    ) -> None:
        """Add a line with its icon, and what it stands for."""
        item = QListWidgetItem(self._theme.icon(symbol, ink), text)
        item.setData(_VALUE, value)
        if bold:
            item.setFont(self._theme.font(Size.SMALL, bold=True, tabular=True))
        self.addItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the line; everything else walks."""
        item = self.currentItem()
        if event.key() in ENTER_KEYS and item is not None:
            if not event.isAutoRepeat():
                self._on_clicked(item)
            return
        super().keyPressEvent(event)

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        value = item.data(_VALUE)
        if value is not None:
            self.entered.emit(value)
