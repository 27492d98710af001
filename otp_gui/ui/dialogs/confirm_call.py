"""What the questions before a state-changing call share: they show exactly what will be sent."""

from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.labels import kind_label
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.request import CheckRequest
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme

# A request ID of 256 wide characters takes seven.
_MOST_LINES: Final = 12
_MOST_HOST_LINES: Final = 2


class ConfirmCall(Question):
    """Shows which login is meant, and where; Enter and Esc cancel.

    Subclasses say what the recipient's number is for by :meth:`recipient_caption`.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        wording: Wording,
        request: CheckRequest,
        environment: Environment,
    ) -> None:
        self._environment = environment
        mono = theme.font(Size.BODY, mono=True)
        self._facts = [
            _Fact(theme, environment.name, theme.font(Size.BODY, bold=True)),
            _Fact(theme, _host(environment.base_url), mono, _MOST_HOST_LINES),
            _Fact(theme, request.request_id.value, mono),
            _Fact(theme, request.recipient.value, mono, mask=privacy.number),
        ]
        self._band = PlainLabel(theme.font(Size.SMALL, bold=True))
        self._keys = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._warnings: Sequence[Phrase] = ()
        self._warning = named(PlainLabel(theme.font(Size.BODY, bold=True)), "confirmWarning")
        self._warning.setForegroundRole(QPalette.ColorRole.BrightText)
        self._warning.hide()
        super().__init__(theme, parent, wording)
        # Enter on the focused button is not enough either: it takes the mouse or the space bar.
        self.accept_button.setAutoDefault(False)
        self._band.setAutoFillBackground(True)
        self._band.setContentsMargins(SPACE_WIDE, SPACE_TIGHT, SPACE_WIDE, SPACE_TIGHT)
        self.outer.insertWidget(0, self._band)
        self.body.addWidget(self._warning)
        for fact in self._facts:
            self.body.addLayout(fact)
        self.body.addWidget(self._keys)
        theme.changed.connect(self._tint)
        self._tint()

    def warn(self, warnings: Sequence[Phrase]) -> None:
        """Point out what may be wrong with the call, above what is sent."""
        self._warnings = warnings
        self._warning.setVisible(bool(warnings))
        self.retranslate()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        super().retranslate()
        self._warning.setText(visible(" ".join(map(render, self._warnings)))[0])
        self._band.setText(render(kind_label(self._environment.kind)))
        captions = (tr("Environment"), tr("Address"), tr("Request ID"), self.recipient_caption())
        for fact, caption in zip(self._facts, captions, strict=True):
            fact.call(caption)
        self._keys.setText(tr("Enter and Esc cancel; press the button with Space or the mouse."))

    def recipient_caption(self) -> str:
        """Name the recipient, in the current language."""
        raise NotImplementedError

    @Slot()
    def _tint(self) -> None:
        tint = self.theme.kind(self._environment.kind)
        palette = QPalette(self._band.palette())
        palette.setColor(QPalette.ColorRole.Window, tint.background)
        palette.setColor(QPalette.ColorRole.WindowText, tint.text)
        self._band.setPalette(palette)


def _host(base_url: str) -> str:
    """Return the host, with the port where one is given; 0 stands for the embedded sandbox."""
    return urlsplit(base_url).netloc.removesuffix(":0") or base_url


class _Fact(QVBoxLayout):
    """A caption and a value under it, which is never cut: it breaks anywhere."""

    def __init__(
        self,
        theme: Theme,
        value: str,
        font: QFont,
        most_lines: int = _MOST_LINES,
        *,
        mask: Callable[[str], str] = str,
    ) -> None:
        super().__init__()
        self._shown = visible(value)[0]
        self._mask = mask
        self._caption = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._value = PlainText(font, most_lines, "confirmedValue")
        self.setContentsMargins(0, SPACE, 0, 0)
        self.setSpacing(0)
        self.addWidget(self._caption)
        self.addWidget(self._value)

    def call(self, caption: str) -> None:
        """Say what the value is."""
        self._caption.setText(caption)
        self._value.show_text(self._mask(self._shown), caption)
