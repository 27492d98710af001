"""The server's answer as it came: status, headers, body."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Outcome
from otp_gui.i18n import tr
from otp_gui.ui.plain_text import SELECTABLE, PlainLabel
from otp_gui.ui.theme import SPACE, Size, Theme

_LIMIT = 4096
_INDENT = 2


class ServerAnswer(QWidget):
    """Shows an outcome's response; JSON is laid out for reading unless asked otherwise."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._outcome: Outcome | None = None
        self._pretty: str | None = None
        self._as_received = QCheckBox()
        self._as_received.setObjectName("asReceivedBox")
        self._as_received.toggled.connect(self._fill)
        self._text = QPlainTextEdit()
        self._text.setObjectName("resultRaw")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setTextInteractionFlags(SELECTABLE)
        self._text.setUndoRedoEnabled(False)
        self._text.setFont(theme.font(Size.SMALL, mono=True))
        self._note = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._note.setObjectName("resultRawNote")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._as_received)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._note)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what the server answered, if it did."""
        self._outcome = outcome
        self._pretty = _laid_out(outcome.response)
        self._as_received.setVisible(self._pretty is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._as_received.setText(tr("Body as received"))
        self._as_received.setAccessibleName(tr("Body as received"))
        self._text.setAccessibleName(tr("Server's answer"))
        self._text.setPlaceholderText(tr("No answer came from a server."))
        self._fill()

    @Slot()
    def _fill(self) -> None:
        outcome = self._outcome
        if outcome is None:
            return
        plain = self._pretty is None or self._as_received.isChecked()
        body, cut = visible(
            (outcome.response if plain else self._pretty) or "", _LIMIT, newlines=True
        )
        head, head_cut = visible(_head(outcome), _LIMIT, newlines=True)
        self._text.setPlainText("\n\n".join(part for part in (head, body) if part))
        self._note.setText(tr("Cut here after 4 KB."))
        self._note.setVisible(cut or head_cut)


def _head(outcome: Outcome) -> str:
    """Return status line and headers."""
    if outcome.http_status is None:
        return ""
    lines = [f"HTTP {outcome.http_status}"]
    lines += (f"{name}: {value}" for name, value in outcome.headers)
    return "\n".join(lines)


def _laid_out(body: str | None) -> str | None:
    """Return JSON indented, each of its tokens as it came; None where that changes nothing."""
    if not body:
        return None
    # 9 ms to import, which the start of the window does not have to pay.
    import msgspec  # noqa: PLC0415

    try:
        pretty = msgspec.json.format(body, indent=_INDENT)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None
    return pretty if pretty != body else None
