"""Warns of what the user should know but need not answer: above the form, until dismissed."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.display import visible
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render, tr
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.steady_bar import BAR_WIDTH, keep_bar
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme

_HIGHEST: Final = 80
"""About two notices: the window is there for something else."""


class NoticeBar(QScrollArea):
    """A stack of plain sentences; each is told once, however often it comes up.

    It scrolls where there are many: the tab key and the wheel lead to all of them.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._theme = theme
        self._told: list[Phrase] = []
        self._notices: list[_Notice] = []
        self._is_new = False
        """Whether the last notice has not been in sight yet."""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        keep_bar(self)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(1)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        theme.changed.connect(self._dress)
        self.hide()

    def tell(self, what: Phrase, *, anew: bool = False, about: str = "") -> None:
        """Show ``what``, unless it was told before, by itself or within another sentence.

        ``anew`` is for the answer to something that the user does: it comes again after it was
        dismissed. Of notices ``about`` the same, a word, only the last one stands there.
        """
        self.retract(about, but=what)
        if anew and not any(_tells(notice.what, what) for notice in self._notices):
            self._told = [told for told in self._told if not _tells(told, what)]
        if any(_tells(told, what) for told in self._told):
            return
        self._told.append(what)
        notice = _Notice(self._theme, what, about)
        notice.button.clicked.connect(lambda: self._dismiss(notice))
        self._notices.append(notice)
        self._rows.addWidget(notice)
        self._is_new = True
        self._fit()
        self.show()

    def retract(self, about: str, *, but: Phrase | None = None) -> None:
        """Take away what was told ``about`` something, other than ``but``: it is old news."""
        for notice in [each for each in self._notices if about and each.about == about]:
            if notice.what != but:
                self._dismiss(notice)

    def texts(self) -> list[str]:
        """Return what stands there now, in the current language."""
        return [notice.label.text() for notice in self._notices]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            for notice in self._notices:
                notice.retranslate()
            self._fit()
        super().changeEvent(event)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Tell that sentences break into lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all sentences, within limits."""
        return min(_HIGHEST, self._rows.heightForWidth(width - BAR_WIDTH))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what the present width needs."""
        return QSize(0, self.heightForWidth(max(BAR_WIDTH + 1, self.width())))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Give nothing of that away."""
        return self.sizeHint()

    def _dismiss(self, notice: "_Notice") -> None:
        self._notices.remove(notice)
        self._rows.removeWidget(notice)
        notice.setParent(None)
        notice.deleteLater()
        self._fit()
        self.setVisible(bool(self._notices))

    def _fit(self) -> None:
        self._rows.invalidate()
        self.updateGeometry()

    @Slot()
    def _on_range_changed(self) -> None:
        """Bring what was told last into sight, once it has its place."""
        if self._is_new:
            self._is_new = False
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    @Slot()
    def _dress(self) -> None:
        for notice in self._notices:
            notice.dress()


def _tells(told: Phrase, what: Phrase) -> bool:
    """Tell whether ``told`` says ``what``, by itself or within another sentence."""
    return what == told or what in told.values.values()


class _Notice(QWidget):
    """One sentence with an icon and a button that takes it away."""

    def __init__(self, theme: Theme, what: Phrase, about: str) -> None:
        super().__init__()
        self._theme = theme
        self.what = what
        self.about = about
        self._icon = QLabel()
        self.label = named(PlainLabel(theme.font(Size.SMALL)), "notice")
        self.button = named(QToolButton(), "dismissNoticeButton")
        self.button.setAutoRaise(True)
        self.setAutoFillBackground(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_TIGHT, SPACE_WIDE, SPACE_TIGHT)
        layout.setSpacing(SPACE)
        layout.addWidget(self._icon)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        self.dress()
        self.retranslate()

    def retranslate(self) -> None:
        self.label.setText(visible(render(self.what), newlines=True)[0])
        self.button.setAccessibleName(tr("Dismiss this notice"))
        self.button.setToolTip(tr("Dismiss this notice"))

    def dress(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("triangle-alert", "amber_icon"))
        self.button.setIcon(self._theme.icon("x", "amber_icon"))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, self._theme.color("amber_background"))
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color("amber_strong"))
        # Under a stylesheet of the application a child does not inherit the palette.
        self.setPalette(palette)
        self.label.setPalette(palette)
