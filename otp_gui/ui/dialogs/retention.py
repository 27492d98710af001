"""Asks how long calls are kept, and says at once what a choice would delete."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from otp_gui.domain.errors import StoreError
from otp_gui.domain.policy import Policy
from otp_gui.domain.preferences import RETENTION_DAYS
from otp_gui.domain.upkeep import Purge
from otp_gui.i18n import render, tr
from otp_gui.ui.dialogs.choice import ChoiceDialog
from otp_gui.ui.figures import day_in_words, days, found
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Size, Theme

_ITEM_FLAGS: Final = Qt.ItemDataRole.UserRole - 1
"""What a combo box's own model keeps an item's flags under; 0 is none of them."""

Preview = Callable[[int | None], Awaitable[Purge]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a choice would delete, or why that cannot be told."""

    days: int | None
    purge: Purge | None = None
    error: StoreError | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Calls are kept for ``days``, None for ever; ``deleted_now`` is what is to go at once."""

    days: int | None
    deleted_now: Purge | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How things stand: calls are kept for ``days``, None for ever.

    ``first`` is the day from which on a start deletes what is older; ``policy`` bounds the choice.
    """

    days: int | None
    first: date
    policy: Policy


class RetentionDialog(ChoiceDialog):
    """Accepted with :attr:`choice`: save it, and delete now where that is wanted.

    Times that the policy does not allow are there, but cannot be chosen.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        terms: Terms,
        preview: Preview,
        tasks: Tasks,
    ) -> None:
        super().__init__(theme, parent)
        self._policy = terms.policy
        named(self, "retentionDialog")
        self.choice: Choice | None = None
        self._first = terms.first
        self._preview = preview
        self._tasks = tasks
        self._seen: _Seen | None = None
        self._caption = QLabel()
        self.combo = named(QComboBox(), "retentionCombo")
        self._caption.setBuddy(self.combo)
        self.lock = named(PlainLabel(theme.font(Size.SMALL)), "retentionLock")
        self._about = PlainLabel(theme.font(Size.BODY))
        self.preview_label = named(PlainLabel(theme.font(Size.BODY, bold=True)), "retentionPreview")
        self.delete_button = named(QPushButton(), "deleteNowButton")
        self.delete_button.setProperty("variant", "danger")
        self.delete_button.setAutoDefault(False)
        for count in RETENTION_DAYS:
            self.combo.addItem("", count)
        self._fill_in(terms.days)
        for part in (self._caption, self.combo, self.lock, self.preview_label, self._about):
            self.body.addWidget(part)
        self.buttons.insertWidget(0, self.delete_button)
        self.combo.currentIndexChanged.connect(self._look)
        self.delete_button.clicked.connect(self._on_delete_now)
        self.retranslate()
        self.combo.setFocus()
        self._look()

    def _fill_in(self, chosen: int | None) -> None:
        model = self.combo.model()
        for place, count in enumerate(RETENTION_DAYS):
            if count not in self._policy.retention_choices:
                model.setData(model.index(place, 0), 0, _ITEM_FLAGS)
        # The policy may be newer than the choice.
        kept = (
            chosen if chosen in self._policy.retention_choices else self._policy.max_retention_days
        )
        self.combo.setCurrentIndex(RETENTION_DAYS.index(kept))
        self.combo.setEnabled(not self._policy.holds_retention)
        self.lock.setVisible(self._policy.locks_retention)

    def accept(self) -> None:
        """Note the choice: the widgets go with the dialog."""
        self._end(None)

    @property
    def days(self) -> int | None:
        """How long calls are to be kept, None for ever."""
        return RETENTION_DAYS[self.combo.currentIndex()]

    @property
    def _purge(self) -> Purge | None:
        """What the choice would delete, None where that is not known."""
        return self._seen.purge if self._seen is not None and self._is_current else None

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("How long calls are kept"))
        self.heading.setText(tr("How long calls are kept"))
        self._caption.setText(tr("&Keep calls for"))
        self.combo.setAccessibleName(tr("How long calls are kept"))
        for place, count in enumerate(RETENTION_DAYS):
            self.combo.setItemText(place, render(days(count)))
        self.lock.setText(_lock_words(self._policy))
        self._about.setText(
            tr(
                "Phone numbers are personal data. A start on {day} or later deletes calls that are"
                " older, with their notes and with copies of the history as old. It cannot be"
                " undone.",
                day=day_in_words(self._first),
            )
        )
        say(self.delete_button, tr("Delete now…"))
        say(self.reject_button, tr("Cancel"))
        say(self.accept_button, tr("Save"))
        self._refresh()

    @property
    def _is_current(self) -> bool:
        return self._seen is not None and self._seen.days == self.days

    @Slot()
    def _look(self) -> None:
        self._tasks.spawn(self._see(self.days))
        self._refresh()

    async def _see(self, chosen: int | None) -> None:
        try:
            seen = _Seen(chosen, await self._preview(chosen))
        except StoreError as error:
            seen = _Seen(chosen, error=error)
        if not self.is_over and chosen == self.days:
            self._seen = seen
            self._refresh()

    def _end(self, deleted_now: Purge | None) -> None:
        self.choice = Choice(self.days, deleted_now)
        super().accept()

    def _refresh(self) -> None:
        purge = self._purge
        self.delete_button.setEnabled(purge is not None and not purge.finds_nothing)
        self.preview_label.setText(self._verdict())

    def _verdict(self) -> str:
        if self._seen is None or not self._is_current:
            return tr("Counting what is older…")
        if self._seen.error is not None:
            return render(self._seen.error.explanation)
        if self.days is None:
            return tr("Nothing is ever deleted by itself.")
        if self._seen.purge is None or self._seen.purge.finds_nothing:
            return tr("Nothing is that old now.")
        return tr("Older now, to be deleted: {what}", what=render(found(self._seen.purge)))

    @Slot()
    def _on_delete_now(self) -> None:
        self._end(self._purge)


def _lock_words(policy: Policy) -> str:
    if policy.holds_retention:
        return tr("Locked: what your administrator has set cannot be read.")
    return tr(
        "Set by your administrator: {time} at most.", time=render(days(policy.max_retention_days))
    )
