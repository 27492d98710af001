"""Asks which of several candidates in a pasted text belong to the login; none is guessed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.pasted import Pasted
from otp_gui.i18n import tr
from otp_gui.ui import privacy
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.form_fields import caption
from otp_gui.ui.kinds import kind_icon
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme

_WIDTH: Final = 520
_MOST_ROWS: Final = 4
_FRAME: Final = 12
_LONGEST: Final = 120


class CandidatesDialog(Dialog):
    """A list for each kind of which there are several; at first nothing is chosen in any.

    A request ID to which the text gives another name is offered though it is alone. :attr:`chosen`
    is what is left of ``found``: what there is one of, and what was chosen. The former is shown, so
    that the whole login is seen before it is filled in.
    """

    def __init__(
        self, theme: Theme, parent: QWidget, found: Pasted, environments: Sequence[Environment]
    ) -> None:
        super().__init__(theme, parent, _WIDTH)
        self.setObjectName("candidatesDialog")
        self._found = found
        self._known = {environment.id: environment for environment in environments}
        self._heading = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._text = PlainLabel(theme.font(Size.BODY))
        self._request_ids = _Candidates(
            theme,
            "requestIdCandidates",
            found.request_ids,
            self._id,
            mono=True,
            asks=found.asks_for_request_id,
        )
        self._recipients = _Candidates(
            theme, "recipientCandidates", found.recipients, privacy.number
        )
        self._environments = _Candidates(
            theme, "environmentCandidates", found.environments, self._name
        )
        self._lists = (self._request_ids, self._recipients, self._environments)
        self.cancel_button = named(QPushButton(), "cancelCandidatesButton")
        self.fill_button = named(QPushButton(), "fillCandidatesButton")
        self.fill_button.setProperty("variant", "primary")
        self.fill_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        self._besides = named(PlainLabel(theme.font(Size.BODY)), "besidesCandidates")
        self._besides.make_selectable()
        self._arrange()
        for each in self._lists:
            each.view.itemSelectionChanged.connect(self._refresh)
        self.cancel_button.clicked.connect(self.reject)
        self.fill_button.clicked.connect(self.accept)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()
        self._refresh()

    @property
    def chosen(self) -> Pasted:
        """What to fill in."""
        return replace(
            self._found,
            request_ids=self._request_ids.chosen(),
            recipients=self._recipients.chosen(),
            environments=self._environments.chosen(),
        )

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        heading = tr("Which of these?")
        self.setWindowTitle(heading)
        self._heading.setText(heading)
        self._text.setText(
            tr(
                "The text names several. Choose what belongs to this login; a field for which you "
                "choose nothing stays as it is."
            )
            if self._found.names_several
            else tr(
                "The text gives this ID another name. Choose it only if it is the request ID; "
                "otherwise the field stays as it is."
            )
        )
        names = (tr("Request ID"), tr("Recipient"), tr("Environment"))
        for each, name in zip(self._lists, names, strict=True):
            each.call(name)
        alone = [
            tr("{field}: {value}", field=name, value=each.only)
            for each, name in zip(self._lists, names, strict=True)
            if each.only
        ]
        self._besides.setText("\n".join([tr("Filled in as well:"), *alone]))
        self._besides.setVisible(bool(alone))
        say(self.cancel_button, tr("Cancel"))
        say(self.fill_button, tr("Fill in"))

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.fill_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._heading)
        layout.addWidget(self._text)
        offered = [each for each in self._lists if each.offers]
        for each in offered:
            layout.addSpacing(SPACE)
            layout.addWidget(each)
        layout.addSpacing(SPACE)
        layout.addWidget(self._besides)
        layout.addSpacing(SPACE)
        layout.addLayout(buttons)
        if offered:
            offered[0].view.setFocus()

    def _id(self, request_id: str) -> str:
        return (
            tr("{id} (named otherwise in the text)", id=request_id)
            if request_id in self._found.doubtful
            else request_id
        )

    def _name(self, environment_id: str) -> str:
        known = self._known.get(environment_id)
        return f"{known.name} · {known.base_url}" if known is not None else environment_id

    @Slot()
    def _refresh(self) -> None:
        """Allow to go on once something is chosen, or where there is one of another kind."""
        taken = self.chosen
        self.fill_button.setEnabled(
            bool(taken.request_ids or taken.recipients or taken.environments)
        )

    @Slot()
    def _dress(self) -> None:
        self._environments.draw(
            [kind_icon(self.theme, self._known[e].kind) for e in self._found.environments]
        )
        for each in self._lists:
            each.fit()


class _Candidates(QWidget):
    """One kind: a list where there are several; where there is one, that is chosen."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        values: Sequence[str],
        name_of: Callable[[str], str] = str,
        *,
        mono: bool = False,
        asks: bool = False,
    ) -> None:
        super().__init__()
        self._values = tuple(values)
        self._name_of = name_of
        self.offers = asks or len(values) > 1
        self.only = "" if self.offers else "".join(visible(name_of(v), _LONGEST)[0] for v in values)
        """What there is to take without a choice."""
        self._caption: QLabel = caption(theme)
        self.view = named(QListWidget(), name)
        self.view.setFont(theme.font(Size.BODY, mono=mono, tabular=not mono))
        self._caption.setBuddy(self.view)
        for _value in values if self.offers else ():
            self.view.addItem(QListWidgetItem())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_TIGHT)
        layout.addWidget(self._caption)
        layout.addWidget(self.view)

    def call(self, name: str) -> None:
        self._caption.setText(name)
        self.view.setAccessibleName(name)
        for row in range(self.view.count()):
            self.view.item(row).setText(visible(self._name_of(self._values[row]), _LONGEST)[0])

    def chosen(self) -> tuple[str, ...]:
        if not self.offers:
            return self._values
        return tuple(self._values[index.row()] for index in self.view.selectedIndexes())

    def fit(self) -> None:
        """Be as high as the rows, up to a few."""
        self.view.ensurePolished()
        rows = min(self.view.count(), _MOST_ROWS)
        self.view.setFixedHeight(_FRAME + rows * self.view.sizeHintForRow(0))

    def draw(self, icons: Sequence[QIcon]) -> None:
        for row in range(self.view.count()):
            self.view.item(row).setIcon(icons[row])
