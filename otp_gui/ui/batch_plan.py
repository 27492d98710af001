"""What is to be done with the rows of a batch, where, and how fast."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from otp_gui.domain.batch import MOST_AT_ONCE, OPERATIONS, USUAL_AT_ONCE, RunSettings
from otp_gui.domain.batch_labels import logins, run_operation_label
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation
from otp_gui.i18n import render, tr
from otp_gui.ui.figures import figure
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.form_fields import CalmComboBox, DeliberateButton, padded, press_by_enter
from otp_gui.ui.kinds import kind_icon
from otp_gui.ui.naming import named, say
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, Theme
from otp_gui.ui.token_status import TokenStatus

_LONGEST_PAUSE: Final = 600.0
_MOST_ERRORS: Final = 1000
_LETTERS: Final = 18
"""Of the longest operation."""


class BatchPlanBar(QWidget):
    """``start_wanted`` when the run is to begin, ``token_wanted`` for the environment's token.

    ``environment_changed`` carries the ``Environment`` chosen, if any.
    """

    start_wanted = Signal()
    token_wanted = Signal()
    environment_changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._environments: Sequence[Environment] = ()
        self._ready = 0
        self.environment_combo = named(CalmComboBox(), "batchEnvironmentCombo")
        self.token_status = TokenStatus(theme, self, ("batchTokenStatus", "batchTokenButton"))
        self.token_status.label.setWordWrap(False)
        press_by_enter(self.token_status.button)
        self.operation_combo = named(CalmComboBox(), "batchOperationCombo")
        self.operation_combo.setMinimumContentsLength(_LETTERS)
        self.at_once = padded(named(QSpinBox(), "batchAtOnce"))
        self.at_once.setRange(1, MOST_AT_ONCE)
        self.at_once.setValue(USUAL_AT_ONCE)
        self.pause = padded(named(QDoubleSpinBox(), "batchPause"))
        self.pause.setRange(0, _LONGEST_PAUSE)
        self.pause.setDecimals(1)
        self.pause.setSingleStep(0.5)
        self.stop_after = padded(named(QSpinBox(), "batchStopAfter"))
        self.stop_after.setRange(1, _MOST_ERRORS)
        self._labels = [QLabel() for _ in range(5)]
        # A completing run is never begun by Enter.
        self.start_button = named(DeliberateButton(), "batchStartButton")
        self._arrange()
        for operation in OPERATIONS:
            self.operation_combo.addItem("", operation.value)
        self.environment_combo.currentIndexChanged.connect(self._on_environment_changed)
        self.operation_combo.currentIndexChanged.connect(self._refresh)
        self.start_button.clicked.connect(self.start_wanted)
        self.token_status.button.clicked.connect(self.token_wanted)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    @property
    def environment(self) -> Environment | None:
        """The environment chosen."""
        index = self.environment_combo.currentIndex()
        return self._environments[index] if 0 <= index < len(self._environments) else None

    @property
    def environments(self) -> Sequence[Environment]:
        """The environments on offer."""
        return self._environments

    @property
    def operation(self) -> Operation:
        """What is to be done with each row."""
        return Operation(self.operation_combo.currentData())

    @property
    def settings(self) -> RunSettings:
        """How fast, and what ends the run."""
        return RunSettings(self.at_once.value(), self.pause.value(), self.stop_after.value())

    def set_environments(self, environments: Sequence[Environment], chosen: str | None) -> None:
        """Offer ``environments``; choose the one with this ID, or the one that was chosen.

        Where that is gone none is chosen: another one is not called instead of it.
        """
        before = self.environment.id if self.environment is not None else None
        ids = [environment.id for environment in environments]
        wanted = next((id_ for id_ in (chosen, before) if id_ in ids), None)
        combo = self.environment_combo
        combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        combo.clear()
        for environment in environments:
            combo.addItem(kind_icon(self._theme, environment.kind), environment.name)
        combo.setCurrentIndex(-1 if wanted is None else ids.index(wanted))
        combo.blockSignals(False)  # noqa: FBT003
        self._environments = environments
        self._on_environment_changed()

    def choose(self, environment_id: str) -> None:
        """Choose an environment, if it is on offer."""
        self.set_environments(self._environments, environment_id)

    def be_harmless(self) -> None:
        """Offer what only reads: another list is not completed because the last one was."""
        self.operation_combo.setCurrentIndex(OPERATIONS.index(Operation.STATUS))

    def set_ready(self, count: int) -> None:
        """Say how many rows would be called."""
        self._ready = count
        self._refresh()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        texts = (
            (tr("Environment"), self.environment_combo),
            (tr("Operation"), self.operation_combo),
            (tr("At a time"), self.at_once),
            (tr("Pause, s"), self.pause),
            (tr("Stop after refusals"), self.stop_after),
        )
        for label, (words, field) in zip(self._labels, texts, strict=True):
            label.setText(words)
            field.setAccessibleName(words)
        self.environment_combo.setPlaceholderText(tr("Choose…"))
        for place, operation in enumerate(OPERATIONS):
            self.operation_combo.setItemText(place, render(run_operation_label(operation)))
        self.stop_after.setToolTip(
            tr("The run ends after so many refusals of access (403); always after one of 401.")
        )
        self.token_status.retranslate()
        self._refresh()

    def _arrange(self) -> None:
        flow = FlowLayout()
        fields = (
            self.environment_combo,
            self.operation_combo,
            self.at_once,
            self.pause,
            self.stop_after,
        )
        for label, field in zip(self._labels, fields, strict=True):
            label.setBuddy(field)
            cell = QWidget()
            row = QHBoxLayout(cell)
            row.setContentsMargins(0, 0, SPACE, 0)
            row.setSpacing(SPACE_TIGHT)
            row.addWidget(label)
            row.addWidget(field)
            if field is self.environment_combo:
                row.addWidget(self.token_status.button)
            flow.addWidget(cell)
            if field is self.environment_combo:
                flow.addWidget(self.token_status.label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addLayout(flow, 1)
        row.addWidget(self.start_button)

    @Slot()
    def _on_environment_changed(self) -> None:
        self._refresh()
        environment = self.environment
        self.token_status.label.setVisible(environment is not None)
        if environment is not None:
            self.token_status.show_for(environment)
        self.environment_changed.emit(environment)

    @Slot()
    def _refresh(self) -> None:
        completes = self.operation is Operation.COMPLETE
        count = render(logins(self._ready, figure))
        words = tr("Inspect {logins}", logins=count)
        if completes:
            words = tr("Complete {logins}…", logins=count)
        say(self.start_button, words)
        variant = "danger" if completes else "primary"
        if self.start_button.property("variant") != variant:
            self.start_button.setProperty("variant", variant)
            self.start_button.style().polish(self.start_button)
        self.token_status.button.setEnabled(self.environment is not None)
        self.start_button.setEnabled(self._ready > 0 and self.environment is not None)

    @Slot()
    def _dress(self) -> None:
        for index, environment in enumerate(self._environments):
            self.environment_combo.setItemIcon(index, kind_icon(self._theme, environment.kind))
