"""The channel of a login in a few lines: what it is, how far it has come, what is left of it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from otp_gui.domain.case import Case, channel_of_case
from otp_gui.domain.channel import Channel
from otp_gui.domain.channel_facts import channel_symbol, facts
from otp_gui.domain.labels import channel_label, channel_status_label
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render, tr
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import ICON_SIZE, SPACE, SPACE_TIGHT, Size, Theme

_MOST_LINES = 8


class ChannelBlock(QWidget):
    """Shows ``channel``, that of ``case``, as it is told in the current language."""

    def __init__(self, theme: Theme, case: Case, channel: Channel) -> None:
        super().__init__()
        self._theme = theme
        self._symbol = channel_symbol(channel.type)
        self._icon = QLabel()
        self._icon.setFixedSize(ICON_SIZE, ICON_SIZE)
        title = PlainLabel(theme.font(Size.BODY, bold=True))
        title.setObjectName("channelTitle")
        title.make_selectable()
        head = _head(channel)
        title.setText(" · ".join(render(word) for word in head))
        rest = [
            tr("{title}: {value}", title=render(caption), value=render(value))
            for caption, value in facts(case)
            if value not in head
        ]
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._icon)
        line.addWidget(title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_TIGHT)
        layout.addLayout(line)
        if rest:
            text = PlainText(theme.font(Size.SMALL, tabular=True), _MOST_LINES, "channelFacts")
            text.show_text(" · ".join(rest), tr("Channel"))
            layout.addWidget(text)
        theme.changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._symbol))


def channel_block(theme: Theme, case: Case) -> ChannelBlock | None:
    """Return what is to be shown of the channel of ``case``, None where it tells of none."""
    channel = channel_of_case(case)
    return ChannelBlock(theme, case, channel) if channel is not None else None


def _head(channel: Channel) -> list[Phrase]:
    head = []
    if channel.type is not None:
        head.append(channel_label(channel.type))
    if channel.status is not None:
        head.append(channel_status_label(channel.status))
    return head
