"""Tells which version runs on what, where its files are, and the licences of its parts."""

import platform
from collections.abc import Sequence
from typing import Final

import PySide6
from PySide6.QtCore import Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.build import this_build
from otp_gui.i18n import tr
from otp_gui.paths import Paths
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

_SIZE: Final = (640, 560)
_LICENCES: Final = (
    ("OTP GUI", "MIT"),
    ("PySide6, Qt", "LGPL-3.0-only"),
    ("qasync", "BSD-2-Clause"),
    ("httpx, httpcore, h11", "BSD-3-Clause, MIT"),
    ("truststore", "MIT"),
    ("keyring", "MIT"),
    ("msgspec", "BSD-3-Clause"),
    ("phonenumbers", "Apache-2.0"),
    ("platformdirs, filelock, tomlkit", "MIT"),
    ("click", "BSD-3-Clause"),
    ("Starlette, uvicorn", "BSD-3-Clause"),
    ("SQLite", "public domain"),
    ("Python", "PSF-2.0"),
    ("Lucide (icons)", "ISC"),
    ("Radix Colors", "MIT"),
    ("Inter, JetBrains Mono (fonts)", "OFL-1.1"),
)


class AboutDialog(Dialog):
    """Facts that a bug report needs; ``log_folder_requested`` is emitted by its button."""

    log_folder_requested = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget, paths: Paths, sqlite: str, keyring: str
    ) -> None:
        super().__init__(theme, parent)
        self.setObjectName("aboutDialog")
        self._paths = paths
        self._sqlite = sqlite
        self._keyring = keyring
        self._heading = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._heading.setText("OTP GUI")
        self._purpose = PlainLabel(theme.font(Size.BODY))
        self._captions = [QLabel() for _ in self.facts()]
        self._values = [PlainLabel(theme.font(Size.BODY)) for _ in self.facts()]
        self._licences_caption = QLabel()
        self._licences = named(QPlainTextEdit(), "licences")
        self._licences.setReadOnly(True)
        self._licences.setPlainText("\n".join(f"{part}: {name}" for part, name in _LICENCES))
        self._licences_caption.setBuddy(self._licences)
        self.log_button = named(QPushButton(), "openLogFolderButton")
        self.copy_button = named(QPushButton(), "copyAboutButton")
        self.close_button = named(QPushButton(), "closeButton")
        self.close_button.setDefault(True)
        self._arrange()
        self.log_button.clicked.connect(self.log_folder_requested)
        self.copy_button.clicked.connect(self._on_copy)
        self.close_button.clicked.connect(self.reject)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()
        self.resize(*_SIZE)
        self.close_button.setFocus()

    def facts(self) -> Sequence[tuple[str, str]]:
        """Return what runs and where its files are, each with its caption."""
        paths, build = self._paths, this_build()
        kind = tr("installed program") if build.is_frozen else tr("run from its source")
        return (
            (tr("Version"), build.version),
            (tr("Build"), f"{build.commit}, {kind}" if build.commit is not None else kind),
            (tr("Program"), str(build.place)),
            (tr("System"), platform.platform(terse=True)),
            ("Python", platform.python_version()),
            ("Qt", qVersion()),
            ("PySide6", PySide6.__version__),
            ("SQLite", self._sqlite),
            (tr("Keyring"), self._keyring),
            (tr("Environments"), str(paths.environments)),
            (tr("Settings"), str(paths.settings)),
            (tr("Administrator's rules"), str(paths.system)),
            (tr("History"), str(paths.history)),
            (tr("Log"), str(paths.log)),
        )

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("About OTP GUI"))
        self._purpose.setText(
            tr("Says what state a login is in, what it means and who has to do what next.")
        )
        for caption, value, fact in zip(self._captions, self._values, self.facts(), strict=True):
            caption.setText(fact[0])
            value.setText(fact[1])
        self._licences_caption.setText(tr("Licences of the parts"))
        self._licences.setAccessibleName(tr("Licences of the parts"))
        for button, text in (
            (self.log_button, tr("Open the log folder")),
            (self.copy_button, tr("Copy")),
            (self.close_button, tr("Close")),
        ):
            say(button, text)

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_WIDE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        for row, (caption, value) in enumerate(zip(self._captions, self._values, strict=True)):
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            value.make_selectable()
            grid.addWidget(value, row, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.log_button)
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._heading)
        layout.addWidget(self._purpose)
        layout.addLayout(grid)
        layout.addWidget(self._licences_caption)
        layout.addWidget(self._licences, 1)
        layout.addLayout(buttons)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(
            "\n".join(["OTP GUI", *(f"{caption}: {value}" for caption, value in self.facts())])
        )

    @Slot()
    def _dress(self) -> None:
        self.copy_button.setIcon(self.theme.icon("copy"))
        self.log_button.setIcon(self.theme.icon("folder-open"))
