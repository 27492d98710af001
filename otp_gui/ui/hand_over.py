"""Copies what is handed on about the answer on view: a report, a reply, a command."""

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from otp_gui import __version__, i18n
from otp_gui.domain.case import Case
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.ui.hand_over_bar import HandOverBar
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.result_pane import ResultPane
from otp_gui.ui.theme import Theme

_LANGUAGES: Final = {"ru": phrase("in Russian"), "en": phrase("in English")}
_NUMBERS: Final = {
    False: phrase("the phone number is masked"),
    True: phrase("with the full phone number"),
}


class HandOver(QObject):
    """Puts its bar at the bottom of ``pane``, where it is while there is an answer.

    ``templates_wanted`` asks for the replies' texts. ``environment_name`` turns an ID into a name.
    """

    templates_wanted = Signal()

    def __init__(
        self,
        pane: ResultPane,
        theme: Theme,
        keeper: PreferencesKeeper,
        environment_name: Callable[[str], str],
    ) -> None:
        super().__init__(pane)
        self._pane = pane
        self._keeper = keeper
        self._environment_name = environment_name
        shell = "cmd" if sys.platform == "win32" else "bash"
        self.bar = HandOverBar(theme, i18n.language(), shell)
        self.bar.hide()
        pane.put_at_foot(self.bar, self.bar.buttons)
        pane.case_shown.connect(self._on_case_shown)
        self.bar.report_wanted.connect(self._on_report_wanted)
        self.bar.reply_wanted.connect(self._on_reply_wanted)
        self.bar.curl_wanted.connect(self._on_curl_wanted)
        self.bar.templates_wanted.connect(self.templates_wanted)

    @Slot()
    def copy_report(self) -> None:
        """Copy the report as its menu was set last; the phone number is masked."""
        self.bar.report_button.click()

    @Slot(object)
    def _on_case_shown(self, case: Case | None) -> None:
        self.bar.forget()
        self.bar.setVisible(case is not None)

    @Slot(bool)
    def _on_report_wanted(self, whole: bool) -> None:  # noqa: FBT001 - a slot
        case = self._pane.case
        if case is None:
            return
        # With the catalogue, which the start of the window does without.
        from otp_gui.services.report import Style, report  # noqa: PLC0415

        style, language = Style(self.bar.style_word), self.bar.report_language
        text = report(
            case,
            style=style,
            say=i18n.speaker(language),
            environment_name=self._environment_name(case.record.environment),
            version=__version__,
            masked=not whole,
            seen=[(event.at, event.text) for event in self._pane.events],
        )
        markdown = style is Style.MARKDOWN
        told = phrase(
            "Report copied: {style}, {language}, {number}.",
            style="Markdown" if markdown else phrase("plain text"),
            language=_LANGUAGES[language],
            number=_NUMBERS[whole],
        )
        self._copy(text, told)

    @Slot()
    def _on_reply_wanted(self) -> None:
        case = self._pane.case
        if case is None:
            return
        from otp_gui.domain.reply import (  # noqa: PLC0415 - when wanted
            own_replies,
            reply,
            reply_kind,
            values_of,
        )
        from otp_gui.ui.reply_words import reply_title  # noqa: PLC0415 - when wanted

        language, kind = self.bar.reply_language, reply_kind(case)
        say = i18n.speaker(language)
        text = reply(
            kind,
            language,
            say,
            own_replies(self._keeper.current.replies),
            values_of(case, say),
        )
        told = phrase(
            "Reply copied, {language}: {kind}.",
            language=_LANGUAGES[language],
            kind=reply_title(kind),
        )
        self._copy(text, told)

    @Slot(bool)
    def _on_curl_wanted(self, whole: bool) -> None:  # noqa: FBT001 - a slot
        case = self._pane.case
        if case is None:
            return
        from otp_gui.domain.curl import Shell, curl  # noqa: PLC0415 - when wanted

        record, shell = case.record, Shell(self.bar.shell)
        text = curl(
            record.base_url,
            record.request_id,
            record.recipient,
            record.operation,
            shell,
            masked=not whole,
        )
        told = phrase(
            "Command for {shell} copied, {number}; put the token into OTP_TOKEN.",
            shell=shell.value,
            number=_NUMBERS[whole],
        )
        self._copy(text, told)

    def _copy(self, text: str, told: Phrase) -> None:
        QGuiApplication.clipboard().setText(text)
        self.bar.tell(told)
