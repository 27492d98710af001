"""Room for what is on view: no page lower than can be read; it scrolls where it must."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QWidget

from otp_gui.ui.steady_bar import BAR_WIDTH, keep_bar

_LEAST: Final = 64
"""In less than this even scrolling is of no use."""


class PageStack(QStackedLayout):
    """Asks for the height of the page on view, not of the highest of all.

    Wrapped texts count with the lines that they have at the width of the stack.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        if parent is not None:
            parent.setLayout(self)
        self.currentChanged.connect(self._on_current_changed)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Tell that a narrower page may be a higher one."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return how high the page on view has to be at least."""
        page = self.currentWidget()
        if page is None:
            return 0
        layout = page.layout()
        inside = 0
        if layout is not None:
            inside = (
                layout.totalMinimumHeightForWidth(width)
                if layout.hasHeightForWidth()
                else layout.totalMinimumSize().height()
            )
        return max(inside, page.minimumHeight(), page.minimumSizeHint().height())

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as wide as the widest page, so that nothing moves sideways."""
        return QSize(super().minimumSize().width(), 0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what is needed; whoever has more room gives it."""
        return QSize(super().sizeHint().width(), 0)

    @Slot()
    def _on_current_changed(self) -> None:
        self.update()


class RoomyArea(QScrollArea):
    """Gives its content all the room there is; scrolls it where that is less than it needs.

    The tab key passes it by: what stops it within is brought into sight.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        keep_bar(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as wide as the content at least, which does not scroll sideways."""
        content = self.widget()
        width = content.minimumSizeHint().width() if content is not None else 0
        return QSize(width + BAR_WIDTH, _LEAST)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what the content would like to have."""
        content = self.widget()
        return content.sizeHint() if content is not None else super().sizeHint()
