"""The server's answer as it came: status, headers, body; of an inspection both answers."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.labels import operation_label
from otp_gui.domain.outcome import Outcome
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.plain_text import SELECTABLE, PlainLabel
from otp_gui.ui.theme import SPACE, Size, Theme

_LIMIT = 4096
_INDENT = 2
_RULE = "──"


class ServerAnswer(QWidget):
    """Shows the responses of calls; JSON is laid out for reading unless asked otherwise."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._calls: Sequence[CheckRecord] = ()
        self._pretty: dict[str, str | None] = {}
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

    def show_calls(self, calls: Sequence[CheckRecord]) -> None:
        """Show what the server answered to each of ``calls``, if it did."""
        self._calls = calls
        self._pretty = {call.uid: _laid_out(call.outcome.response) for call in calls}
        self._as_received.setVisible(any(text is not None for text in self._pretty.values()))
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
        parts: list[str] = []
        any_cut = False
        for call in self._calls:
            text, cut = self._answer(call)
            any_cut = any_cut or cut
            if len(self._calls) > 1:
                heading = f"{_RULE} {render(operation_label(call.operation))} {_RULE}"
                text = f"{heading}\n{text or tr('No answer came from a server.')}"
            parts.append(text)
        self._text.setPlainText("\n\n".join(parts))
        self._note.setText(tr("Cut here after 4 KB."))
        self._note.setVisible(any_cut)

    def _answer(self, call: CheckRecord) -> tuple[str, bool]:
        """Return the answer to one call as it is shown, and whether it was cut."""
        pretty = self._pretty[call.uid]
        plain = pretty is None or self._as_received.isChecked()
        body, cut = visible(
            (call.outcome.response if plain else pretty) or "", _LIMIT, newlines=True
        )
        head, head_cut = visible(_head(call.outcome), _LIMIT, newlines=True)
        text = "\n\n".join(part for part in (head, body) if part)
        return privacy.words(text, call.recipient), cut or head_cut


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
