"""The fields of the form, with their labels above and their hints below them."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from otp_gui.i18n import tr
from otp_gui.ui.form_fields import CalmComboBox, FieldNote, caption, never_widen
from otp_gui.ui.masked_edit import MaskedEdit
from otp_gui.ui.naming import named
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme
from otp_gui.ui.token_status import TokenStatus

_NARROW_SIDE: Final = 216
_WIDE_SIDE: Final = 256
_WIDE: Final = 928
"""From this width on, the outer columns have more room."""


class FormInputs(QWidget):
    """Three columns: environment with its token, request ID, recipient. Knows no rule of theirs."""

    def __init__(self, theme: Theme, token_status: TokenStatus) -> None:
        super().__init__()
        self._environment_label = caption(theme)
        self._request_id_label = caption(theme)
        self._recipient_label = caption(theme)
        self.environment_combo = named(CalmComboBox(), "environmentCombo")
        self.request_id_edit = named(QLineEdit(), "requestIdEdit")
        self.request_id_edit.setFont(theme.font(Size.BODY, mono=True))
        self.recipient_edit = named(MaskedEdit(), "recipientEdit")
        for edit in (self.request_id_edit, self.recipient_edit):
            # A whole ticket may be dropped there, with a token in it: the window takes it apart.
            edit.setAcceptDrops(False)
        self.as_typed_box = named(QCheckBox(), "asTypedBox")
        self.as_typed_box.setFont(theme.font(Size.SMALL))
        self._environment_label.setBuddy(self.environment_combo)
        self._request_id_label.setBuddy(self.request_id_edit)
        self._recipient_label.setBuddy(self.recipient_edit)
        self.input_hint = FieldNote(theme, "inputHint")
        self.recipient_hint = FieldNote(theme, "recipientHint")
        self._order = (
            self.environment_combo,
            token_status.button,
            self.request_id_edit,
            self.recipient_edit,
            self.as_typed_box,
        )
        self._arrange(token_status)

    def lead_to(self, following: QWidget) -> None:
        """Let the tab key go through the fields in reading order, and on to ``following``.

        Once all of them are in the form: Qt forgets the order when a widget moves.
        """
        for before, after in pairwise((*self._order, following)):
            QWidget.setTabOrder(before, after)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self._environment_label.setText(tr("Environment"))
        self._request_id_label.setText(tr("Request ID"))
        self._recipient_label.setText(tr("Recipient"))
        self.environment_combo.setAccessibleName(tr("Environment"))
        self.request_id_edit.setAccessibleName(tr("Request ID"))
        self.recipient_edit.setAccessibleName(tr("Recipient"))
        self.request_id_edit.setPlaceholderText(tr("The ID from the ticket"))
        self.recipient_edit.setPlaceholderText(tr("Phone number"))
        self.as_typed_box.setText(tr("As typed"))
        self.as_typed_box.setAccessibleName(tr("Send the recipient exactly as typed"))
        self.as_typed_box.setToolTip(tr("Send the recipient exactly as typed"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the outer columns what the request ID can spare."""
        side = _WIDE_SIDE if event.size().width() >= _WIDE else _NARROW_SIDE
        self._grid.setColumnMinimumWidth(0, side)
        self._grid.setColumnMinimumWidth(2, side)
        super().resizeEvent(event)

    def _arrange(self, token_status: TokenStatus) -> None:
        environment = QHBoxLayout()
        environment.setSpacing(SPACE)
        environment.addWidget(self.environment_combo, 1)
        environment.addWidget(token_status.button)
        recipient = QHBoxLayout()
        recipient.addWidget(self._recipient_label, 1)
        recipient.addWidget(self.as_typed_box)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_WIDE)
        grid.setVerticalSpacing(SPACE_TIGHT)
        grid.setColumnMinimumWidth(0, _NARROW_SIDE)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, _NARROW_SIDE)
        grid.addWidget(self._environment_label, 0, 0)
        grid.addWidget(self._request_id_label, 0, 1)
        grid.addLayout(recipient, 0, 2)
        grid.addLayout(environment, 1, 0)
        grid.addWidget(self.request_id_edit, 1, 1)
        grid.addWidget(self.recipient_edit, 1, 2)
        top = Qt.AlignmentFlag.AlignTop
        never_widen(token_status.label)
        grid.addWidget(token_status.label, 2, 0, top)
        grid.addWidget(self.input_hint, 2, 1, top)
        grid.addWidget(self.recipient_hint, 2, 2, top)
