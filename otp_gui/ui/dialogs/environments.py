"""Adds, changes and deletes environments; each step is written to the file at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.environment_id import id_from_name
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.policy import PROVIDED, Listed
from otp_gui.domain.ports import Environments, Keeping, StoreError, VaultError
from otp_gui.i18n import render, tr
from otp_gui.services.tokens import TokenService
from otp_gui.ui.dialogs.dialog import Dialog, answer
from otp_gui.ui.dialogs.environment_editor import EnvironmentEditor
from otp_gui.ui.dialogs.environment_list import EnvironmentList
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.tasks import Tasks, on_thread
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

_SIZE: Final = (780, 540)
_STORED: Final = (Keeping.KEYRING, Keeping.SESSION)
_DISCARD: Final = Wording(
    phrase("Discard the changes?"),
    phrase("The changes to this environment are not saved yet."),
    reject=phrase("Keep editing"),
    accept=phrase("Discard"),
)
_DISCARD_NEW: Final = Wording(
    phrase("Discard the new environment?"),
    phrase("It is not saved yet: what was entered would be lost."),
    reject=phrase("Keep editing"),
    accept=phrase("Discard"),
)
_RESTORE: Final = Wording(
    phrase("Restore the presets?"),
    phrase("Stage, Production and Sandbox get back the values they ship with. Others stay."),
    reject=phrase("Cancel"),
    accept=phrase("Restore"),
)


class EnvironmentsDialog(Dialog):
    """A list on the left, the editor of the chosen one on the right.

    While the editor holds unsaved changes the list waits. ``on_changed`` is called after every
    change of the file, even one that ends after the dialog was closed.
    """

    def __init__(  # noqa: PLR0913 - what it works on and where it stands
        self,
        theme: Theme,
        parent: QWidget,
        *,
        environments: Environments,
        tokens: TokenService,
        tasks: Tasks,
        on_changed: Callable[[], None],
        chosen: str | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self.setObjectName("environmentsDialog")
        self._store = environments
        self._tokens = tokens
        self._tasks = tasks
        self._on_changed = on_changed
        self._listed_now = Listed(())
        self._row = 0
        self._draft: Environment | None = None
        """A new environment, which the file does not hold yet; listed last."""
        self._told: Phrase | None = None
        self._busy = True
        self._gone = False
        self._make_widgets()
        self._arrange()
        self._connect()
        self.retranslate()
        self.resize(*_SIZE)
        tasks.spawn(self._load(chosen))

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Environments"))
        for button, text in (
            (self.revert_button, tr("Undo changes")),
            (self.save_button, tr("Save")),
            (self.close_button, tr("Close")),
        ):
            say(button, text)
        self.list.retranslate()
        self.editor.retranslate()
        self._refresh()

    def reject(self) -> None:
        """Close; asks first where changes would be lost."""
        if not self._is_dirty():
            super().reject()
            return
        question = Question(self.theme, self, _DISCARD)
        question.accepted.connect(self._on_discarded)
        question.open()

    def done(self, result: int) -> None:
        """Close; what still runs no longer touches the widgets."""
        self._gone = True
        super().done(result)

    def _make_widgets(self) -> None:
        self.list = EnvironmentList(self.theme)
        self.editor = EnvironmentEditor(self.theme)
        self.message = named(PlainLabel(self.theme.font(Size.BODY)), "environmentsMessage")
        self.revert_button = named(QPushButton(), "revertEnvironmentButton")
        self.save_button = named(QPushButton(), "saveEnvironmentButton")
        self.save_button.setProperty("variant", "primary")
        self.close_button = named(QPushButton(), "closeButton")

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        for button in (self.revert_button, self.save_button, self.close_button):
            buttons.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addWidget(self.message)
        right.addWidget(self.editor)
        right.addStretch(1)
        right.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE_WIDE)
        layout.addWidget(self.list)
        layout.addLayout(right, 1)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.list.add_button.clicked.connect(self._on_add)
        self.list.duplicate_button.clicked.connect(self._on_duplicate)
        self.list.delete_button.clicked.connect(self._on_delete)
        self.list.restore_button.clicked.connect(self._on_restore)
        self.editor.edited.connect(self._on_edited)
        self.revert_button.clicked.connect(self._on_revert)
        self.save_button.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.reject)

    @property
    def _known(self) -> Sequence[Environment]:
        return self._listed_now.environments

    @property
    def _is_provided(self) -> bool:
        """Whether the chosen one is the administrator's."""
        return self._draft is None and any(
            environment.id in self._listed_now.provided
            for environment in self._known[self._row : self._row + 1]
        )

    def _listed(self) -> Sequence[Environment]:
        return self._known if self._draft is None else (*self._known, self._draft)

    def _is_dirty(self) -> bool:
        listed = self._listed()
        return self._draft is not None or (
            bool(listed) and self.editor.environment() != listed[self._row]
        )

    @Slot()
    def _refresh(self) -> None:
        """Bring buttons and messages in line with what is there and typed."""
        editable = not self._busy and self._listed_now.is_editable
        dirty = self._is_dirty()
        self.editor.setEnabled(editable and not self._is_provided)
        self.list.view.setEnabled(not self._busy and not dirty)
        self.list.add_button.setEnabled(editable and not dirty)
        self.list.duplicate_button.setEnabled(editable and not dirty)
        # A window without any environment could do nothing.
        self.list.delete_button.setEnabled(
            editable and not dirty and not self._is_provided and len(self._known) > 1
        )
        self.list.restore_button.setEnabled(editable and not dirty)
        self.revert_button.setEnabled(editable and dirty)
        self.save_button.setEnabled(editable and dirty and not self.editor.told())
        told, is_amiss = self._words()
        self.message.setForegroundRole(
            QPalette.ColorRole.BrightText if is_amiss else QPalette.ColorRole.WindowText
        )
        self.message.setVisible(told is not None)
        self.message.setText(render(told) if told is not None else "")

    def _words(self) -> tuple[Phrase | None, bool]:
        """Return what is to be said above the editor, and whether something is amiss."""
        listed = self._listed_now
        if self._told is not None and listed.is_editable:
            return self._told, True
        if self._is_provided and listed.is_editable:
            return PROVIDED, False
        return listed.notice, True

    def _show(self, row: int) -> None:
        listed = self._listed()
        self._row = max(0, min(row, len(listed) - 1))
        self.list.show_environments(listed, self._row)
        if listed:
            is_new = self._row == len(self._known)
            policy = self._listed_now.policy
            self.editor.show_environment(listed[self._row], policy, is_new=is_new)
            self._tasks.spawn(self._look_for_token(listed[self._row]))
        self._refresh()

    @Slot()
    def _on_discarded(self) -> None:
        super().reject()

    async def _load(self, chosen: str | None) -> None:
        listed = await on_thread(self._store.listed)
        if self._gone:
            return
        self._listed_now, self._busy, self._draft = listed, False, None
        ids = [environment.id for environment in listed.environments]
        self._show(ids.index(chosen) if chosen in ids else self._row)
        self.list.view.setFocus()

    async def _look_for_token(self, environment: Environment) -> None:
        try:
            token = await self._tokens.read(environment)
        except VaultError:
            token = None
        if not self._gone and self._listed()[self._row] == environment:
            self.editor.set_holds_token(token is not None and token.keeping in _STORED)

    def _change(
        self, write: Callable[[], None], chosen: str | None, forget: str | None = None
    ) -> None:
        self._busy, self._told = True, None
        self._refresh()
        self._tasks.spawn(self._write(write, chosen, forget))

    async def _write(
        self, write: Callable[[], None], chosen: str | None, forget: str | None
    ) -> None:
        told = None
        try:
            await on_thread(write)
        except StoreError as error:
            if not self._gone:
                self._busy, self._told = False, error.explanation
                self._refresh()
            return
        if forget is not None:
            told = await self._forget_token(forget)
        self._on_changed()
        if not self._gone:
            self._told = told
            await self._load(chosen)

    async def _forget_token(self, environment_id: str) -> Phrase | None:
        try:
            await self._tokens.forget(environment_id)
        except VaultError as error:
            return phrase(
                "The environment is deleted, but its token may still be in the keyring. {reason}",
                reason=error.explanation,
            )
        return None

    async def _delete(self, environment: Environment) -> None:
        wording = Wording(
            phrase("Delete “{name}”?", name=environment.name),
            phrase("Its token is forgotten too. The history keeps its checks."),
            reject=phrase("Cancel"),
            accept=phrase("Delete"),
        )
        if await answer(Question(self.theme, self, wording)):
            self._change(lambda: self._store.remove(environment.id), None, environment.id)

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        if row >= 0:
            self._told = None
            self._show(row)

    @Slot()
    def _on_edited(self) -> None:
        if self._draft is not None:
            taken = {environment.id for environment in self._known}
            self.editor.show_id(id_from_name(self.editor.name_edit.text(), taken))
        self.list.rename(self._row, self.editor.name_edit.text())
        self._refresh()

    @Slot()
    def _on_add(self) -> None:
        self._start_draft(
            Environment("", tr("New environment"), "https://", Kind.CUSTOM, confirm_complete=True)
        )

    @Slot()
    def _on_duplicate(self) -> None:
        original = self._known[self._row]
        self._start_draft(replace(original, name=tr("{name} (copy)", name=original.name)))

    def _start_draft(self, draft: Environment) -> None:
        taken = {environment.id for environment in self._known}
        self._draft = replace(draft, id=id_from_name(draft.name, taken))
        self._show(len(self._known))
        self.editor.name_edit.setFocus()
        self.editor.name_edit.selectAll()

    @Slot()
    def _on_delete(self) -> None:
        self._tasks.spawn(self._delete(self._known[self._row]))

    @Slot()
    def _on_restore(self) -> None:
        question = Question(self.theme, self, _RESTORE)
        question.accepted.connect(self._restore)
        question.open()

    @Slot()
    def _restore(self) -> None:
        self._change(self._store.restore_presets, self._known[self._row].id)

    @Slot()
    def _on_revert(self) -> None:
        if self._draft is None:
            self._revert()
            return
        question = Question(self.theme, self, _DISCARD_NEW)
        question.accepted.connect(self._revert)
        question.open()

    @Slot()
    def _revert(self) -> None:
        self._draft = None
        self._show(self._row)

    @Slot()
    def _on_save(self) -> None:
        if self.editor.found():
            self.editor.insist()
            self._refresh()
            return
        edited = self.editor.environment()
        replacing = None if self._draft is not None else self._known[self._row].id
        self._change(lambda: self._store.save(edited, replacing), edited.id)
