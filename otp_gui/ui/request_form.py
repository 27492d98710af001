"""The form on top: which login, of whom, in which environment."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.request import (
    CheckRequest,
    RecipientReading,
    RequestIdReading,
    read_recipient,
    read_request_id,
)
from otp_gui.ui.form_actions import FormActions
from otp_gui.ui.form_fields import ENTER_KEYS
from otp_gui.ui.form_inputs import FormInputs
from otp_gui.ui.kinds import kind_icon
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Theme
from otp_gui.ui.token_status import TokenStatus

if TYPE_CHECKING:
    from otp_gui.domain.ports import SandboxSession


class RequestForm(QWidget):
    """Reads and checks what is typed at once; sends nothing itself.

    ``inspect_requested``, ``watch_requested`` and ``complete_requested`` carry a valid
    ``CheckRequest``; ``environment_changed`` the ``Environment`` that was chosen. ``edited`` tells
    of every change of what is typed and chosen. Enter asks for an inspection, which only reads;
    never for more.
    """

    inspect_requested = Signal(object)
    watch_requested = Signal(object)
    complete_requested = Signal(object)
    environment_changed = Signal(object)
    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._environments: Sequence[Environment] = ()
        self._sessions: Sequence[SandboxSession] = ()
        self._ready = False
        self._busy = False
        self._left: QWidget | None = None
        """Which field had the keyboard when a call began."""
        self.token_status = TokenStatus(theme, self)
        self._inputs = FormInputs(theme, self.token_status)
        self.environment_combo = self._inputs.environment_combo
        self.request_id_edit = self._inputs.request_id_edit
        self.recipient_edit = self._inputs.recipient_edit
        self.as_typed_box = self._inputs.as_typed_box
        self.input_hint = self._inputs.input_hint
        self.recipient_hint = self._inputs.recipient_hint
        self.actions_row = FormActions(theme)
        self.paste_button = self.actions_row.paste_button
        self.sandbox_button = self.actions_row.sandbox_button
        self.watch_button = self.actions_row.watch_button
        self.inspect_button = self.actions_row.inspect_button
        self.complete_button = self.actions_row.complete_button
        self._arrange()
        self._connect()
        self._dress()
        self.retranslate()

    @property
    def environment(self) -> Environment | None:
        """The environment chosen, None only before there are any."""
        index = self.environment_combo.currentIndex()
        return self._environments[index] if 0 <= index < len(self._environments) else None

    @property
    def environments(self) -> Sequence[Environment]:
        """The environments on offer."""
        return self._environments

    @property
    def request(self) -> CheckRequest | None:
        """What would be sent, None where what is typed cannot be."""
        request_id, recipient = self._readings()
        if request_id.value is None or recipient.value is None:
            return None
        return CheckRequest(request_id.value, recipient.value)

    def set_environments(self, environments: Sequence[Environment], chosen: str | None) -> None:
        """Offer ``environments`` and choose the one with the ID ``chosen``, or the first."""
        combo = self.environment_combo
        ids = [environment.id for environment in environments]
        combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        combo.clear()
        for environment in environments:
            combo.addItem(environment.name)
        combo.setCurrentIndex(ids.index(chosen) if chosen in ids else 0)
        combo.blockSignals(False)  # noqa: FBT003
        self._environments = environments
        self._dress()
        self._on_environment_changed()

    def set_sessions(self, sessions: "Sequence[SandboxSession]") -> None:
        """Offer the sandbox's sessions wherever the sandbox is chosen."""
        self._sessions = sessions
        self.actions_row.set_sessions(sessions)
        self._refresh()

    def set_ready(self) -> None:
        """Allow sending: the services are there."""
        self._ready = True
        self._refresh()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot
        """Close the form while a call runs; the keyboard comes back to where it was.

        Qt would move it on from each field that is disabled, and what is typed on, into the search.
        """
        if busy:
            focused = self.window().focusWidget()
            self._left = next((c for c in self.findChildren(QWidget) if c is focused), None)
            if self._left is not None:
                self.setFocus()
        self._busy = busy
        self._refresh()
        if not busy and self._left is not None:
            self._left.setFocus()
            self._left = None

    def fill(self, request_id: str, recipient: str, environment_id: str | None = None) -> None:
        """Put values into the fields as if typed; sends nothing.

        An environment that is no longer there leaves the choice as it is.
        """
        for index, environment in enumerate(self._environments):
            if environment.id == environment_id:
                self.environment_combo.setCurrentIndex(index)
        self.request_id_edit.setText(request_id)
        self.recipient_edit.setText(recipient)
        self.request_id_edit.setCursorPosition(0)

    def fill_as_sent(self, request_id: str, recipient: str, environment_id: str) -> None:
        """Put a call's values into the fields so that they would be sent exactly so again."""
        self.fill(request_id, recipient, environment_id)
        read = read_recipient(recipient).value
        self.as_typed_box.setChecked(read is not None and read.value != recipient)

    @Slot()
    def inspect(self) -> None:
        """Ask for an inspection of what is typed, where that is possible now."""
        self._ask(self.inspect_button, self.inspect_requested)

    @Slot()
    def watch(self) -> None:
        """Ask for what is typed to be watched, where that is possible now."""
        self._ask(self.watch_button, self.watch_requested)

    @Slot()
    def submit(self) -> None:
        """Ask for a completing check of what is typed, where that is possible now."""
        self._ask(self.complete_button, self.complete_requested)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self._inputs.retranslate()
        self.actions_row.retranslate()
        self.token_status.retranslate()
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Inspect at Enter, which the fields let pass by; a key that is held down asks once.

        A button that has the keyboard keeps Enter to itself, unless it inspects, too.
        """
        if event.key() not in ENTER_KEYS or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if alone and (not isinstance(focused, QPushButton) or focused is self.inspect_button):
            self.inspect()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE)
        layout.setSpacing(SPACE_TIGHT)
        layout.addWidget(self._inputs)
        self.actions_row.setContentsMargins(0, SPACE, 0, 0)
        layout.addWidget(self.actions_row)
        self.below = QVBoxLayout()
        """Room for what is to be said about the whole form."""
        layout.addLayout(self.below)
        self._inputs.lead_to(self.paste_button)

    def _connect(self) -> None:
        self.environment_combo.currentIndexChanged.connect(self._on_environment_changed)
        self.request_id_edit.textChanged.connect(self._refresh)
        self.recipient_edit.textChanged.connect(self._refresh)
        self.as_typed_box.toggled.connect(self._refresh)
        self.actions_row.session_chosen.connect(self._on_session_chosen)
        self.watch_button.clicked.connect(self.watch)
        self.inspect_button.clicked.connect(self.inspect)
        self.complete_button.clicked.connect(self.submit)
        self._theme.changed.connect(self._dress)

    def _readings(self) -> tuple[RequestIdReading, RecipientReading]:
        return (
            read_request_id(self.request_id_edit.text()),
            read_recipient(self.recipient_edit.text(), as_typed=self.as_typed_box.isChecked()),
        )

    def _ask(self, button: QPushButton, signal: SignalInstance) -> None:
        request = self.request
        if request is not None and button.isEnabled():
            signal.emit(request)

    @Slot(object)
    def _on_session_chosen(self, session: "SandboxSession") -> None:
        self.fill(session.request_id, session.recipient)

    @Slot()
    def _on_environment_changed(self) -> None:
        self._refresh()
        if self.environment is not None:
            self.environment_changed.emit(self.environment)

    @Slot()
    def _refresh(self) -> None:
        """Bring hints and buttons in line with what is typed and chosen."""
        environment = self.environment
        request_id, recipient = self._readings()
        self.input_hint.tell(request_id, typed=bool(self.request_id_edit.text()))
        self.recipient_hint.tell(
            recipient,
            typed=bool(self.recipient_edit.text()),
            as_typed=self.as_typed_box.isChecked(),
        )
        valid = request_id.value is not None and recipient.value is not None
        free = not self._busy
        for field in (
            self.environment_combo,
            self.request_id_edit,
            self.recipient_edit,
            self.as_typed_box,
            self.paste_button,
            self.sandbox_button,
        ):
            field.setEnabled(free)
        self.token_status.button.setEnabled(free and self._ready)
        sendable = free and valid and self._ready and environment is not None
        for button in (self.watch_button, self.inspect_button, self.complete_button):
            button.setEnabled(sendable)
        self.actions_row.set_asks(environment is not None and environment.confirm_complete)
        sandbox = environment is not None and environment.is_embedded_sandbox
        self.sandbox_button.setVisible(sandbox and bool(self._sessions))
        self.edited.emit()

    @Slot()
    def _dress(self) -> None:
        for index, environment in enumerate(self._environments):
            self.environment_combo.setItemIcon(index, kind_icon(self._theme, environment.kind))
