"""What stands where nothing is to be shown yet: an icon, what it is, what to do."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from otp_gui.ui.form_fields import press_by_enter
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import ICON_SIZE_LARGE, SPACE, SPACE_WIDE, Size, Theme


class EmptyState(QWidget):
    """Speaks in the middle of its place; ``action_triggered`` where it offers a way out."""

    action_triggered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._symbol = "info"
        self._icon = QLabel()
        self._title = PlainLabel(theme.font(Size.BODY, bold=True))
        self._text = PlainLabel(theme.font(Size.BODY), muted=True)
        self._button = QPushButton()
        press_by_enter(self._button)
        self._button.clicked.connect(self.action_triggered)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.addStretch(2)
        for label in (self._icon, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._dress)

    def say(self, symbol: str, title: str, text: str, action: str = "") -> None:
        """Show an icon, a title and a sentence, and a button if there is an ``action``."""
        self._symbol = symbol
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self._dress()

    @property
    def words(self) -> str:
        """Everything that it says."""
        return f"{self._title.text()}\n{self._text.text()}"

    @Slot()
    def _dress(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._symbol, "muted", ICON_SIZE_LARGE))
