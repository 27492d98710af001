"""What can be handed on about the answer on view: buttons, how each does it, a word after it."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import LANGUAGES, render, tr
from otp_gui.ui.split_button import SplitButton
from otp_gui.ui.theme import SPACE, Theme
from otp_gui.ui.toast import Toast

_LANGUAGE_NAMES: Final = {"ru": "Русский", "en": "English"}
"""Each by its own name, for whoever does not read the current one."""
STYLES: Final = ("plain", "markdown")
SHELLS: Final = ("bash", "powershell", "cmd")
_SHELL_NAMES: Final = {"bash": "bash", "powershell": "PowerShell", "cmd": "cmd"}


class HandOverBar(QWidget):
    """Three buttons, each with a menu; a choice in it holds from then on, and copies at once.

    ``report_wanted`` and ``curl_wanted`` carry whether the phone number is to be whole: never,
    unless that very entry of the menu was chosen. ``templates_wanted`` asks for the replies' texts.
    """

    report_wanted = Signal(bool)
    reply_wanted = Signal()
    curl_wanted = Signal(bool)
    templates_wanted = Signal()

    def __init__(self, theme: Theme, language: str, shell: str) -> None:
        super().__init__()
        self._theme = theme
        self._told: Phrase | None = None
        self.report_button = SplitButton("copyReportButton")
        self.reply_button = SplitButton("copyReplyButton")
        self.curl_button = SplitButton("copyCurlButton")
        self.buttons = (self.report_button, self.reply_button, self.curl_button)
        """From left to right."""
        self._note = Toast(theme, self)
        self._fill_menus(language, shell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for button in self.buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.report_button.clicked.connect(lambda: self.report_wanted.emit(False))  # noqa: FBT003
        self.reply_button.clicked.connect(self.reply_wanted)
        self.curl_button.clicked.connect(lambda: self.curl_wanted.emit(False))  # noqa: FBT003
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    @property
    def style_word(self) -> str:
        """How a report is written, one of :data:`STYLES`."""
        return _chosen(self._styles)

    @property
    def report_language(self) -> str:
        """The language of a report."""
        return _chosen(self._report_languages)

    @property
    def reply_language(self) -> str:
        """The language of a reply."""
        return _chosen(self._reply_languages)

    @property
    def shell(self) -> str:
        """Whose quoting a command has, one of :data:`SHELLS`."""
        return _chosen(self._shells)

    def tell(self, what: Phrase) -> None:
        """Say for a while what was done; a screen reader speaks it."""
        self._told = what
        self._note.say(render(what))

    @Slot()
    def forget(self) -> None:
        """Say nothing more of what was done: something else is on view."""
        self._told = None
        self._note.hide()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never widen the pane."""
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the height only."""
        return QSize(0, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Say as much as there is room for: the last button gives up its words first."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Fit once the buttons have their looks."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        for button, text, tip in (
            (
                self.report_button,
                tr("Copy report"),
                tr("Copies a report for the ticket (Ctrl+Shift+C)"),
            ),
            (self.reply_button, tr("Reply to user"), tr("Copies a reply to the user")),
            (self.curl_button, "curl", tr("Copies the call as a curl command")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tip)
        self.curl_button.setAccessibleName(tr("Copy as curl"))
        for action, text in zip(
            self._styles.actions(), (tr("Plain text"), "Markdown"), strict=True
        ):
            action.setText(text)
        for action in (self._whole_report, self._whole_curl):
            action.setText(tr("Copy with the full phone number"))
        self._templates.setText(tr("Edit the replies…"))
        if self._told is not None and self._note.isVisible():
            self._note.say(render(self._told))
        self._fit()

    def _fit(self) -> None:
        wide = [button.width_with_words() for button in self.buttons]
        narrow = [button.width_without_words() for button in self.buttons]
        gaps = SPACE * (len(self.buttons) - 1)
        said = len(self.buttons)
        while said and sum(wide[:said]) + sum(narrow[said:]) + gaps > self.width():
            said -= 1
        for place, button in enumerate(self.buttons):
            button.show_words(place < said)

    def _fill_menus(self, language: str, shell: str) -> None:
        masked = lambda: self.report_wanted.emit(False)  # noqa: E731, FBT003
        report = self.report_button.options
        self._styles = self._choices(report, STYLES, STYLES[0], masked)
        report.addSeparator()
        self._report_languages = self._choices(report, LANGUAGES, language, masked)
        report.addSeparator()
        self._whole_report = _entry(report, lambda: self.report_wanted.emit(True))  # noqa: FBT003
        reply = self.reply_button.options
        self._reply_languages = self._choices(reply, LANGUAGES, language, self.reply_wanted.emit)
        reply.addSeparator()
        self._templates = _entry(reply, self.templates_wanted.emit)
        curl = self.curl_button.options
        self._shells = self._choices(
            curl,
            SHELLS,
            shell,
            lambda: self.curl_wanted.emit(False),  # noqa: FBT003
        )
        curl.addSeparator()
        self._whole_curl = _entry(curl, lambda: self.curl_wanted.emit(True))  # noqa: FBT003

    def _choices(
        self, menu: QMenu, words: Sequence[str], chosen: str, then: Callable[[], None]
    ) -> QActionGroup:
        group = QActionGroup(self)
        for word in words:
            action = menu.addAction({**_LANGUAGE_NAMES, **_SHELL_NAMES}.get(word, word))
            action.setCheckable(True)
            action.setData(word)
            action.setChecked(word == chosen)
            group.addAction(action)
        group.triggered.connect(lambda _action: then())
        return group

    @Slot()
    def _dress(self) -> None:
        self.report_button.setIcon(self._theme.icon("copy"))
        self.reply_button.setIcon(self._theme.icon("message-square"))
        self.curl_button.setIcon(self._theme.icon("terminal"))
        self._fit()


def _entry(menu: QMenu, then: Callable[[], None]) -> QAction:
    action = menu.addAction("")
    action.triggered.connect(lambda _checked=False: then())
    return action


def _chosen(group: QActionGroup) -> str:
    action = group.checkedAction()
    return str(action.data())
