"""What the menus of the window hold: everything that can be done besides a check."""

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from otp_gui.domain.preferences import Preferences, Scheme
from otp_gui.i18n import tr
from otp_gui.ui import privacy
from otp_gui.ui.main_window import MainWindow

_LANGUAGES: Final = (None, "ru", "en")


class Menus(QObject):
    """Fills the menus of ``window``; their titles are its own.

    ``language_chosen`` carries ``ru``, ``en`` or None, ``scheme_chosen`` a ``Scheme``.
    """

    language_chosen = Signal(object)
    scheme_chosen = Signal(object)

    def __init__(self, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self.batch = window.file_menu.addAction("")
        self.batch.setShortcut(QKeySequence("Ctrl+B"))
        window.file_menu.addSeparator()
        self.environments = window.file_menu.addAction("")
        self.token = window.file_menu.addAction("")
        self.replies = window.file_menu.addAction("")
        self.log_folder = window.file_menu.addAction("")
        window.file_menu.addSeparator()
        self.quit = window.file_menu.addAction("")
        self.quit.setShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Q))
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self._view_menu = window.view_menu
        self.privacy = window.view_menu.addAction("")
        self.privacy.setCheckable(True)
        self.privacy.setShortcut(QKeySequence(privacy.KEY))
        self.privacy.toggled.connect(privacy.switch)
        window.view_menu.addSeparator()
        self._language = window.view_menu.addMenu("")
        self._appearance = window.view_menu.addMenu("")
        self._languages = self._choices(self._language, _LANGUAGES, preferences.language)
        self._schemes = self._choices(self._appearance, tuple(Scheme), preferences.scheme)
        self._languages.triggered.connect(lambda a: self.language_chosen.emit(a.data()))
        self._schemes.triggered.connect(lambda a: self.scheme_chosen.emit(Scheme(a.data())))
        self._fill_history(window.history_menu)
        self.help = window.help_menu.addAction("")
        self.help.setShortcut(QKeySequence(Qt.Key.Key_F1))
        self.about = window.help_menu.addAction("")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self._waiting = (
            *(self.batch, self.environments, self.token, self.about),
            *self.of_history,
        )
        for action in self._waiting:
            action.setEnabled(False)
        window.language_changed.connect(self.retranslate)
        self.retranslate()

    def set_ready(self) -> None:
        """Allow what needs the services: they are there."""
        for action in self._waiting:
            action.setEnabled(True)

    @Slot(bool)
    def set_history_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot
        """Refuse what is done with the history as a whole while some of it is being done."""
        for action in self.of_history:
            action.setEnabled(not busy)

    def add_columns(self, menu: QMenu) -> None:
        """Offer the menu of the history's columns."""
        self._view_menu.insertMenu(self._language.menuAction(), menu)

    @Slot()
    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.privacy.setChecked(privacy.is_on())
        for menu, text in (
            (self._language, tr("&Language")),
            (self._appearance, tr("&Appearance")),
        ):
            menu.setTitle(text)
        for action, text in (
            (self.batch, tr("&Batch…")),
            (self.environments, tr("&Environments…")),
            (self.token, tr("&Token…")),
            (self.privacy, tr("&Privacy view: mask phone numbers")),
            (self.replies, tr("&Reply templates…")),
            (self.log_folder, tr("Open the &log folder")),
            (self.quit, tr("&Quit")),
            (self.export, tr("&Export…")),
            (self.import_, tr("&Import…")),
            (self.retention, tr("How long calls are &kept…")),
            (self.forget, tr("&Forget a phone number…")),
            (self.back_up, tr("&Back up…")),
            (self.restore, tr("&Restore…")),
            (self.help, tr("&Help")),
            (self.about, tr("&About OTP GUI")),
        ):
            action.setText(text)
        # Each language is called by its own name, for whoever does not read the current one.
        for group, texts in (
            (self._languages, (tr("System language"), "Русский", "English")),
            (self._schemes, (tr("As the system"), tr("Light"), tr("Dark"))),
        ):
            for action, text in zip(group.actions(), texts, strict=True):
                action.setText(text)

    def _fill_history(self, menu: QMenu) -> None:
        self.export = menu.addAction("")
        self.export.setShortcut(QKeySequence("Ctrl+Shift+E"))
        self.export.setAutoRepeat(False)
        self.import_ = menu.addAction("")
        menu.addSeparator()
        self.retention = menu.addAction("")
        self.forget = menu.addAction("")
        menu.addSeparator()
        self.back_up = menu.addAction("")
        self.restore = menu.addAction("")
        self.of_history = (
            *(self.export, self.import_, self.retention),
            *(self.forget, self.back_up, self.restore),
        )

    def _choices(
        self, menu: QMenu, values: tuple[str | None, ...], chosen: str | None
    ) -> QActionGroup:
        group = QActionGroup(self)
        for value in values:
            action = menu.addAction("")
            action.setCheckable(True)
            action.setData(value)
            action.setChecked(value == chosen)
            group.addAction(action)
        return group
