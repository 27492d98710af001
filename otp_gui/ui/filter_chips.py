"""The filters in force, each as a small button that takes it away, and one that takes all."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from otp_gui.domain.display import visible
from otp_gui.i18n import tr
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.naming import named, say
from otp_gui.ui.theme import Size, Theme

_LONGEST = 40


class FilterChips(QWidget):
    """Not there while there is no filter. ``removed`` carries the key of the one to take away."""

    removed = Signal(str)
    all_removed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Sequence[tuple[str, str]] = ()
        self._chips: list[QPushButton] = []
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._clear = self._small(named(QPushButton(), "historyClearButton"))
        self._clear.clicked.connect(self.all_removed)
        self._flow.addWidget(self._clear)
        self.hide()
        theme.changed.connect(self._dress)

    def show_filters(self, filters: Sequence[tuple[str, str]]) -> None:
        """Show the (key, words) pairs of ``filters``."""
        if filters == self._shown:
            return
        self._shown = filters
        while len(self._chips) < len(filters):
            self._add()
        for chip, (_key, words) in zip(self._chips, filters, strict=False):
            text = visible(words, _LONGEST)[0]
            chip.setText(text)
            chip.setAccessibleName(tr("Remove the filter {filter}", filter=text))
            chip.setToolTip("")
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(filters))
        self._flow.arrange([*self._chips, self._clear])
        self.setVisible(bool(filters))
        self._flow.invalidate()
        self.updateGeometry()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        say(self._clear, tr("Clear all"))
        self._clear.setToolTip(tr("Clear search and filters (Ctrl+Shift+F)"))
        self._shown, shown = (), self._shown
        self.show_filters(shown)
        self._dress()

    def _add(self) -> None:
        place = len(self._chips)
        chip = self._small(named(QPushButton(), f"historyChip{place + 1}"))
        chip.clicked.connect(lambda: self.removed.emit(self._shown[place][0]))
        chip.setIcon(self._theme.icon("x", "muted"))
        self._chips.append(chip)
        self._flow.addWidget(chip)

    def _small(self, button: QPushButton) -> QPushButton:
        button.setProperty("chip", True)  # noqa: FBT003 - Qt's own signature
        button.setFont(self._theme.font(Size.SMALL))
        return button

    @Slot()
    def _dress(self) -> None:
        for chip in self._chips:
            chip.setIcon(self._theme.icon("x", "muted"))
