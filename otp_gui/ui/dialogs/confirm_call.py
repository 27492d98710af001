"""What the questions before a state-changing call share: they show exactly what will be sent."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.request import CheckRequest
from otp_gui.i18n import tr
from otp_gui.ui import privacy
from otp_gui.ui.dialogs.confirm_sending import ConfirmSending
from otp_gui.ui.dialogs.question import Wording
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import SPACE, Size, Theme

# A request ID of 256 wide characters takes seven.
_MOST_LINES: Final = 12
_MOST_HOST_LINES: Final = 2


class ConfirmCall(ConfirmSending):
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
        mono = theme.font(Size.BODY, mono=True)
        self._facts = [
            _Fact(theme, environment.name, theme.font(Size.BODY, bold=True)),
            _Fact(theme, _host(environment.base_url), mono, _MOST_HOST_LINES),
            _Fact(theme, request.request_id.value, mono),
            _Fact(theme, request.recipient.value, mono, mask=privacy.number),
        ]
        super().__init__(theme, parent, wording, environment)
        self.place(*self._facts)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        super().retranslate()
        captions = (tr("Environment"), tr("Address"), tr("Request ID"), self.recipient_caption())
        for fact, caption in zip(self._facts, captions, strict=True):
            fact.call(caption)

    def recipient_caption(self) -> str:
        """Name the recipient, in the current language."""
        raise NotImplementedError


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
