"""Opens the dialogs of a window; each is loaded when it is first wanted, not with the window."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from otp_gui.bootstrap import Front, Parts
from otp_gui.domain.environment import Environment
from otp_gui.domain.ports import VaultError
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme


class DialogOpener(QObject):
    """Knows what each dialog needs; they stand over ``window`` and block only its input.

    Where another window asks for one, it stands over that.
    """

    def __init__(self, theme: Theme, window: QWidget, front: Front, tasks: Tasks) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._front = front
        self._tasks = tasks

    def token(
        self,
        parts: Parts,
        environment: Environment,
        on_changed: Callable[[], None],
        asking: QWidget | None = None,
    ) -> None:
        """Open the token of ``environment``, over the window that is ``asking`` for it."""
        from otp_gui.ui.dialogs.token import TokenDialog  # noqa: PLC0415 - when wanted

        over = asking or self._window
        TokenDialog(self._theme, over, environment, parts.tokens, self._tasks, on_changed).open()

    def environments(
        self, parts: Parts, chosen: Environment | None, on_changed: Callable[[], None]
    ) -> None:
        """Open the list of environments at ``chosen``."""
        from otp_gui.ui.dialogs.environments import EnvironmentsDialog  # noqa: PLC0415 - when wanted

        EnvironmentsDialog(
            self._theme,
            self._window,
            environments=self._front.environments,
            tokens=parts.tokens,
            tasks=self._tasks,
            on_changed=on_changed,
            chosen=chosen.id if chosen is not None else None,
        ).open()

    def replies(
        self,
        stored: Mapping[str, Mapping[str, str]],
        on_saved: Callable[[Mapping[str, Mapping[str, str]]], None],
    ) -> None:
        """Open the replies to customers, with the user's own texts in ``stored``."""
        from otp_gui.ui.dialogs.reply_templates import (  # noqa: PLC0415 - when wanted
            ReplyTemplatesDialog,
        )

        dialog = ReplyTemplatesDialog(self._theme, self._window, stored)
        dialog.saved.connect(on_saved)
        dialog.open()

    def note(
        self, parts: Parts, record: CheckRecord, on_saved: Callable[[CheckRecord], None]
    ) -> None:
        """Open the note of ``record``, which the history holds."""
        from otp_gui.ui.dialogs.note import NoteDialog  # noqa: PLC0415 - when wanted

        dialog = NoteDialog(
            self._theme, self._window, record, parts.history.set_note, self._tasks.spawn
        )
        dialog.saved.connect(on_saved)
        dialog.open()

    def about(self, parts: Parts) -> None:
        """Open About, once the keyring has said what it is."""
        self._tasks.spawn(self._about(parts))

    @Slot()
    def help(self) -> None:
        """Open the short help."""
        from otp_gui.ui.dialogs.help import HelpDialog  # noqa: PLC0415 - when wanted

        HelpDialog(self._theme, self._window).open()

    @Slot()
    def log_folder(self) -> None:
        """Show the folder of the log in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._front.paths.logs)))

    async def _about(self, parts: Parts) -> None:
        from otp_gui.ui.dialogs.about import AboutDialog  # noqa: PLC0415 - when wanted

        try:
            keyring = await parts.keyring_name()
        except VaultError as error:
            keyring = render(error.explanation)
        dialog = AboutDialog(
            self._theme, self._window, self._front.paths, parts.sqlite_version, keyring
        )
        dialog.log_folder_requested.connect(self.log_folder)
        dialog.open()
