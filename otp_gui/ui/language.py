"""Switches the language of everything on screen at once, Qt's own dialogs included."""

from typing import Final

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from otp_gui import i18n

_LOCALES: Final = {
    "en": QLocale(QLocale.Language.English),
    "ru": QLocale(QLocale.Language.Russian),
}


class LanguageSwitch(QObject):
    """Owns Qt's translator; every window hears of a switch as ``QEvent.LanguageChange``."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._translator: QTranslator | None = None

    def choose(self, language: str | None) -> None:
        """Speak ``language``, or the system's where it is None.

        :raises OSError: if the catalogue is missing, which means a broken installation.
        """
        code = language or i18n.system_language(QLocale.system().name())
        i18n.install(code)
        QLocale.setDefault(_LOCALES[code])
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        if code != "en":
            translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if translator.load(_LOCALES[code], "qtbase", "_", folder):
                self._app.installTranslator(translator)
                self._translator = translator
        # Qt tells the windows of a change of its translators; English has none to change.
        self._app.sendEvent(self._app, QEvent(QEvent.Type.LanguageChange))
