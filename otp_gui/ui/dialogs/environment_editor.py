"""The fields of one environment, checked while one types."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.environment import (
    TIMEOUT_RANGE_SECONDS,
    Environment,
    Kind,
    asks_by_default,
    normalise_base_url,
    problems,
)
from otp_gui.domain.labels import kind_label
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.policy import Policy
from otp_gui.i18n import render, tr
from otp_gui.ui.form_fields import padded
from otp_gui.ui.kinds import kind_icon
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, Size, Theme

_KINDS: Final = tuple(Kind)
_NO_POLICY: Final = Policy()
_NOTHING: Final = Environment("", "", "", Kind.CUSTOM, confirm_complete=True)


class EnvironmentEditor(QWidget):
    """Shows an environment and what it would become; stores nothing.

    ``edited`` is emitted after every change by the user.
    """

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = _NOTHING
        self._policy = _NO_POLICY
        self.holds_token = False
        """Whether a token is stored that a change of the host would send elsewhere."""
        self._filling = False
        self._is_url_awaited = False
        """Whether the address of a new environment was not touched yet."""
        self._make_inputs()
        self._arrange()
        self._connect()
        self._dress()

    def show_environment(
        self, environment: Environment, policy: Policy = _NO_POLICY, *, is_new: bool = False
    ) -> None:
        """Fill the fields, which are empty until then; ``policy`` says what they may hold.

        Of one that ``is_new`` the address is not called wrong before anybody has written it.
        """
        self._is_url_awaited = is_new
        self._shown = environment
        self._policy = policy
        self.holds_token = False
        self._filling = True
        self.name_edit.setText(environment.name)
        self.id_label.setText(environment.id)
        self.url_edit.setText(environment.base_url)
        self.kind_combo.setCurrentIndex(_KINDS.index(environment.kind))
        self.timeout_box.setValue(environment.timeout_seconds)
        self.confirm_box.setChecked(environment.confirm_complete)
        self.verify_box.setChecked(environment.verify_tls)
        self.ca_edit.setText(environment.ca_bundle or "")
        self.proxy_edit.setText(environment.proxy or "")
        self._filling = False
        self.refresh()

    def show_id(self, environment_id: str) -> None:
        """Show the ID that the environment would get."""
        self.id_label.setText(environment_id)
        self.refresh()

    def set_holds_token(self, holds_token: bool) -> None:  # noqa: FBT001 - a plain setter
        """Tell whether a token is stored, so that sending it elsewhere is warned of."""
        self.holds_token = holds_token
        self.refresh()

    def environment(self) -> Environment:
        """Return the environment as the fields have it, sound or not."""
        return replace(
            self._shown,
            id=self.id_label.text(),
            name=self.name_edit.text().strip(),
            base_url=normalise_base_url(self.url_edit.text()),
            kind=_KINDS[self.kind_combo.currentIndex()],
            timeout_seconds=self.timeout_box.value(),
            confirm_complete=self.confirm_box.isChecked(),
            verify_tls=self.verify_box.isChecked(),
            ca_bundle=self.ca_edit.text().strip() or None,
            proxy=self.proxy_edit.text().strip() or None,
        )

    def found(self) -> Mapping[str, Phrase]:
        """Return what is wrong, by field."""
        edited = self.environment()
        return {**self._policy.problems(edited), **problems(edited)}

    def told(self) -> Mapping[str, Phrase]:
        """Return what is said to be wrong, by field."""
        found = dict(self.found())
        if self._is_url_awaited:
            found.pop("base_url", None)
        return found

    def insist(self) -> None:
        """Say everything that is wrong: it was to be saved; go where the address is awaited."""
        if self._is_url_awaited:
            self._is_url_awaited = False
            self.url_edit.setFocus()
        self.refresh()

    def note(self, field: str) -> str:
        """Return what is said to be wrong with ``field``, empty where nothing is."""
        return self._notes[field].text()

    def warning(self) -> str:
        """Return what is worth a second look, empty where nothing is."""
        return self._warning.text()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        for caption, field, text in (
            (self._captions["name"], self.name_edit, tr("Name")),
            (self._captions["base_url"], self.url_edit, tr("Base URL")),
            (self._captions["kind"], self.kind_combo, tr("Kind")),
            (self._captions["timeout_seconds"], self.timeout_box, tr("Time limit")),
            (self._captions["ca_bundle"], self.ca_edit, tr("CA bundle")),
            (self._captions["proxy"], self.proxy_edit, tr("Proxy")),
        ):
            caption.setText(text)
            field.setAccessibleName(text)
        self._captions["id"].setText(tr("ID"))
        for box, text in (
            (self.verify_box, tr("Check the server's certificate")),
            (self.ca_button, tr("Choose…")),
        ):
            say(box, text)
        self.ca_button.setAccessibleName(tr("Choose a CA bundle"))
        self.timeout_box.setSuffix(tr(" s"))
        self.ca_edit.setPlaceholderText(tr("The system's certificates"))
        self.proxy_edit.setPlaceholderText(tr("None, a direct connection"))
        for index, kind in enumerate(_KINDS):
            self.kind_combo.setItemText(index, render(kind_label(kind)))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say what is wrong or worth a second look."""
        if self._filling:
            return
        found = self.told()
        for name, note in self._notes.items():
            problem = found.get(name)
            note.setVisible(problem is not None)
            note.setText(render(problem) if problem is not None else "")
        self._lock_confirmation()
        self._warning.setText("\n".join(self._warnings()))
        self._warning.setVisible(bool(self._warning.text()))

    def _lock_confirmation(self) -> None:
        """Keep the box checked where an administrator wants a production confirmed."""
        locked = self._policy.forces_confirmation(_KINDS[self.kind_combo.currentIndex()])
        self.confirm_box.setEnabled(not locked)
        say(
            self.confirm_box,
            tr("Ask before completing (set by your administrator)")
            if locked
            else tr("Ask before completing"),
        )
        if locked and not self.confirm_box.isChecked():
            self.confirm_box.setChecked(True)

    def _warnings(self) -> list[str]:
        edited, shown = self.environment(), self._shown
        warnings = []
        refused = self._policy.problems(edited)
        if edited.is_plain and not edited.refuses_transport and "base_url" not in refused:
            warnings.append(tr("With http the token and the number travel unencrypted."))
        if not edited.verify_tls and "verify_tls" not in refused:
            warnings.append(tr("Without this check anybody on the way can read the token."))
        host = _host(edited.base_url)
        if self.holds_token and host and host != _host(shown.base_url):
            warnings.append(
                tr("The token stored for this environment will go to {host}.", host=host)
            )
        return warnings

    def _make_inputs(self) -> None:
        self.name_edit = named(QLineEdit(), "environmentNameEdit")
        self.id_label = named(
            PlainLabel(self._theme.font(Size.BODY, mono=True)), "environmentIdLabel"
        )
        self.url_edit = named(QLineEdit(), "environmentUrlEdit")
        self.kind_combo = named(QComboBox(), "environmentKindCombo")
        for _kind in _KINDS:
            self.kind_combo.addItem("")
        self.timeout_box = named(_SecondsBox(), "environmentTimeoutBox")
        self.confirm_box = named(QCheckBox(), "environmentConfirmBox")
        self.verify_box = named(QCheckBox(), "environmentVerifyBox")
        self.ca_edit = named(QLineEdit(), "environmentCaEdit")
        self.ca_button = named(QPushButton(), "environmentCaButton")
        self.ca_button.setAutoDefault(False)
        self.proxy_edit = named(QLineEdit(), "environmentProxyEdit")
        self._warning = named(PlainLabel(self._theme.font(Size.SMALL)), "environmentWarning")
        names = ("name", "id", "base_url", "kind", "timeout_seconds", "ca_bundle", "proxy")
        self._captions = {name: QLabel() for name in names}
        self._notes = {
            name: self._note()
            for name in ("name", "base_url", "kind", "timeout_seconds", "proxy", "verify_tls")
        }

    def _note(self) -> QLabel:
        note = PlainLabel(self._theme.font(Size.SMALL))
        note.setForegroundRole(QPalette.ColorRole.BrightText)
        note.hide()
        return note

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(SPACE * 2)
        form.setVerticalSpacing(SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        ca = QHBoxLayout()
        ca.setSpacing(SPACE)
        ca.addWidget(self.ca_edit, 1)
        ca.addWidget(self.ca_button)
        self._add_row(form, "name", self.name_edit)
        self._add_row(form, "id", self.id_label)
        self._add_row(form, "base_url", self.url_edit)
        self._add_row(form, "kind", self.kind_combo)
        self._add_row(form, "timeout_seconds", self.timeout_box)
        form.addRow("", self.confirm_box)
        form.addRow(self._captions["ca_bundle"], ca)
        self._captions["ca_bundle"].setBuddy(self.ca_edit)
        self._add_row(form, "proxy", self.proxy_edit)
        form.addRow("", self.verify_box)
        form.addRow("", self._notes["verify_tls"])
        form.addRow("", self._warning)

    def _add_row(self, form: QFormLayout, name: str, field: QWidget) -> None:
        caption = self._captions[name]
        if field.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            caption.setBuddy(field)
        column = QVBoxLayout()
        column.setSpacing(SPACE_TIGHT)
        column.addWidget(field)
        if name in self._notes:
            column.addWidget(self._notes[name])
        form.addRow(caption, column)

    def _connect(self) -> None:
        self.url_edit.textChanged.connect(self._on_url_edited)
        for edit in (self.name_edit, self.url_edit, self.ca_edit, self.proxy_edit):
            edit.textChanged.connect(self._on_edited)
        self.kind_combo.activated.connect(self._on_kind_chosen)
        self.kind_combo.currentIndexChanged.connect(self._on_edited)
        self.timeout_box.valueChanged.connect(self._on_edited)
        self.confirm_box.toggled.connect(self._on_edited)
        self.verify_box.toggled.connect(self._on_edited)
        self.ca_button.clicked.connect(self._on_choose_ca)
        self._theme.changed.connect(self._dress)

    @Slot()
    def _on_url_edited(self) -> None:
        if not self._filling:
            self._is_url_awaited = False

    @Slot()
    def _on_edited(self) -> None:
        if not self._filling:
            self.refresh()
            self.edited.emit()

    @Slot(int)
    def _on_kind_chosen(self, index: int) -> None:
        if asks_by_default(_KINDS[index]):
            self.confirm_box.setChecked(True)

    @Slot()
    def _on_choose_ca(self) -> None:
        chooser = QFileDialog(self, tr("Choose a CA bundle"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([tr("Certificates (*.pem *.crt *.cer)"), tr("All files (*)")])
        chooser.fileSelected.connect(self.ca_edit.setText)
        chooser.open()

    @Slot()
    def _dress(self) -> None:
        self._warning.set_colour(self._theme.color("amber_text"))
        for index, kind in enumerate(_KINDS):
            self.kind_combo.setItemIcon(index, kind_icon(self._theme, kind))


class _SecondsBox(QDoubleSpinBox):
    """A time limit; shows no more decimals than there are."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(*TIMEOUT_RANGE_SECONDS)
        self.setDecimals(3)
        padded(self)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        return self.locale().toString(value, "g", 6)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
