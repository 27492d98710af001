"""The answer to "what happened?": empty, running, one case, what a search found, or a watch."""

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Phase
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest
from otp_gui.i18n import tr
from otp_gui.services.watch import Watched, WatchEvent
from otp_gui.ui.empty_state import EmptyState
from otp_gui.ui.findings import Findings, FindingsPage
from otp_gui.ui.follow_up_bar import FollowUpBar
from otp_gui.ui.login_notice import LoginNotice
from otp_gui.ui.naming import named
from otp_gui.ui.result_card import ResultCard
from otp_gui.ui.result_running import RunningCall
from otp_gui.ui.roomy import PageStack, RoomyArea
from otp_gui.ui.steady_bar import BAR_WIDTH
from otp_gui.ui.theme import GRID, SPACE, Theme
from otp_gui.ui.watch_pane import WatchPane

Login: TypeAlias = tuple[str, str, str]
"""The request ID, the recipient as sent and the environment's ID."""

_MARGIN: Final = 3 * GRID
_NARROWEST: Final = 384
"""What any page needs, so that the window's halves stay where they are."""
_FORM_OFFERS: Final = (FollowUp.INSPECT, FollowUp.WATCH)
"""What the form's own buttons do with the login that it shows."""


def _id_as_name(environment_id: str) -> str:
    return environment_id


class ResultPane(QFrame):
    """Shows one thing at a time; ``cancel_requested`` while a call or a watch runs.

    ``case_shown`` carries the ``Case`` on view, of the card or of a watch, or None where there is
    none.
    ``follow_up_requested`` carries a ``FollowUp``, the request ID, the recipient and the
    environment's ID that it is about; ``record_chosen`` a ``CheckRecord`` that is to be shown,
    ``reuse_requested`` one that is to be put into the form, ``note_requested`` the one whose note
    is to be edited.
    ``finding_taken`` carries the name of the button and its value. ``environment_name`` turns an
    environment's ID into its name; ``monotonic`` gives seconds.
    """

    cancel_requested = Signal()
    case_shown = Signal(object)
    follow_up_requested = Signal(object, str, str, str)
    record_chosen = Signal(object)
    note_requested = Signal(object)
    reuse_requested = Signal(object)
    finding_taken = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        environment_name: Callable[[str], str] = _id_as_name,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("resultPane")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's own signature
        self._watched: tuple[CheckRequest, Environment] | None = None
        self._at_hand: Login | None = None
        self._empty = EmptyState(theme)
        self._led_from: QWidget = self._empty
        """The page from which a search was begun."""
        self._running = RunningCall(theme, monotonic)
        self._card = ResultCard(theme, environment_name)
        self._found = FindingsPage(theme)
        self.timeline = self._card.timeline
        self.watch = WatchPane(theme, monotonic)
        self._connect(theme)
        self._stack = PageStack()
        self._notice = LoginNotice(theme)
        self._notice.reuse_requested.connect(self.reuse_requested)
        self._notice.newer_requested.connect(self.record_chosen)
        self._follow_ups = FollowUpBar(theme)
        self._follow_ups.chosen.connect(self._on_follow_up)
        self._footer = QHBoxLayout()
        self._arrange()
        self.retranslate()

    def put_at_foot(self, bar: QWidget, stops: Sequence[QWidget]) -> None:
        """Put ``bar`` at the bottom, for what can be done with the answer itself.

        The tab key reaches its ``stops`` where they are seen: after what follows the answer.
        """
        self._footer.addWidget(bar)
        self._follow_ups.lead_to(stops[0])
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    @property
    def case(self) -> Case | None:
        """What is on view of a login: what the card shows, or the last look of a watch."""
        page = self._stack.currentWidget()
        return page.case if isinstance(page, ResultCard | WatchPane) else None

    @property
    def cases(self) -> Sequence[Case]:
        """What is on view of logins, in the timeline, too, and what a way leads back to."""
        page = self._stack.currentWidget()
        pages = (page, self._led_from) if page is self._found else (page,)
        held = [self._card.case, self.timeline.case] if self._card in pages else []
        held += [self.watch.case] if self.watch in pages else []
        return [case for case in held if case is not None]

    @property
    def shows_findings(self) -> bool:
        """Whether what a search came to is on view."""
        return self._stack.currentWidget() is self._found

    @property
    def events(self) -> Sequence[WatchEvent]:
        """What the watch on view has seen; nothing where none is on view."""
        return self.watch.events if self._stack.currentWidget() is self.watch else ()

    def show_empty(self) -> None:
        """Say how to begin."""
        self._show(self._empty)

    def forget(self) -> None:
        """Show nothing, and hold nothing that could be shown again."""
        self._card.case = None
        self._watched = None
        self.show_empty()

    def show_running(self, deadline_seconds: float, operation: Operation) -> None:
        """Show a call that ends at the latest after ``deadline_seconds``; explain its answer."""
        self._card.open_explanation()
        self._running.start(deadline_seconds, operation)
        self._show(self._running)

    def open_timeline(self) -> None:
        """Let the next answer be seen by its session's timeline."""
        self._card.open_timeline()

    def set_phase(self, phase: Phase) -> None:
        """Say what the running call is doing now."""
        self._running.set_phase(phase)

    def show_case(
        self,
        case: Case,
        unsaved_reason: Phrase | None = None,
        resent: CheckRecord | None = None,
    ) -> None:
        """Show a call, or the two of an inspection, and what they mean.

        ``unsaved_reason`` tells why the history does not hold it, where that is so; ``resent`` is
        the call by which another message was sent just before, if it was.
        """
        self._card.show_case(case, unsaved_reason, resent)
        self._show(self._card)

    def renew(self, case: Case) -> None:
        """Show ``case``, which the card shows, as it is by now."""
        self._card.renew(case)
        self._offer()
        self.case_shown.emit(self.case)

    def update_record(self, record: CheckRecord) -> None:
        """Show what has changed of a call, if it is part of what the card shows."""
        self._card.update_record(record)

    def show_findings(self, findings: Findings) -> None:
        """Show what a search came to."""
        self._found.show_findings(findings)
        self._show(self._found)

    def focus_finding(self) -> bool:
        """Move the keyboard to what can be done with what was found; tell whether it was."""
        return self._stack.currentWidget() is self._found and self._found.focus_action()

    def show_watch(self, request: CheckRequest, environment: Environment) -> None:
        """Show a watch that has just begun."""
        self._watched = request, environment
        self._card.open_explanation()
        self.watch.begin(request, environment)
        self._show(self.watch)

    def set_at_hand(self, login: Login | None) -> None:
        """Know which login the form shows: what its own buttons do is not offered twice."""
        if login != self._at_hand:
            self._at_hand = login
            self._offer()

    def end_watch(self, watched: Watched) -> None:
        """Show how the watch has ended."""
        self.watch.end(watched)
        self._offer()
        self.case_shown.emit(self.case)

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._empty.say(
            "search",
            tr("No answer chosen"),
            tr(
                "Paste a ticket, a link or a curl command: the fields fill themselves. Or type the"
                " request ID and the recipient and choose the environment. Then press Enter:"
                " inspecting changes nothing. A row of the history shows its answer again."
            ),
        )
        for page in (self._running, self._card, self._found, self.watch, self._follow_ups):
            page.retranslate()
        self._notice.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        self.setMinimumWidth(_NARROWEST)
        content = QWidget(self)
        told = QVBoxLayout(content)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(3 * GRID)
        told.addWidget(self._notice)
        told.addLayout(self._stack, 1)
        for page in (self._empty, self._running, self._card, self._found, self.watch):
            self._stack.addWidget(page)
        self._footer.setSpacing(SPACE)
        outer = QVBoxLayout(self)
        # The bar stands in the margin.
        outer.setContentsMargins(_MARGIN, _MARGIN, _MARGIN - BAR_WIDTH, _MARGIN)
        outer.setSpacing(3 * GRID)
        outer.addWidget(named(RoomyArea(content), "resultArea"), 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, BAR_WIDTH, 0)
        foot.setSpacing(3 * GRID)
        foot.addWidget(self._follow_ups)
        foot.addLayout(self._footer)
        outer.addLayout(foot)

    def _connect(self, theme: Theme) -> None:
        self._running.cancel_requested.connect(self.cancel_requested)
        self.watch.stop_requested.connect(self.cancel_requested)
        self.watch.first_looked.connect(lambda: self.case_shown.emit(self.case))
        self._card.record_chosen.connect(self.record_chosen)
        self._card.note_requested.connect(self.note_requested)
        self._found.taken.connect(self.finding_taken)
        self._found.back_requested.connect(self._on_back)
        theme.changed.connect(self._dress)

    def _show(self, page: QWidget) -> None:
        if page is not self._running:
            self._running.stop()
            if page is not self._found:
                self._led_from = page
        self._stack.setCurrentWidget(page)
        self._offer()
        self.case_shown.emit(self.case)

    def _offer(self) -> None:
        """Offer what can follow what is on view, where that is about what the form shows.

        Everything else would act on another login than the one that the user looks at.
        """
        page = self._stack.currentWidget()
        known = page.follow_ups if isinstance(page, ResultCard | WatchPane) else ()
        is_at_hand = self._login() == self._at_hand
        offered = [follow_up for follow_up in known if follow_up not in _FORM_OFFERS]
        self._follow_ups.offer(offered if is_at_hand else ())
        case = self.case
        record = case.record if case is not None and not is_at_hand else None
        self._notice.show_for(record, case.newer if case is not None and is_at_hand else None)

    def _login(self) -> Login | None:
        """Return the login that is on view."""
        case = self.case
        if case is not None:
            return case.record.request_id, case.record.recipient, case.record.environment
        if self._watched is not None:
            request, environment = self._watched
            return request.request_id.value, request.recipient.value, environment.id
        return None

    @Slot(object)
    def _on_follow_up(self, follow_up: object) -> None:
        login = self._login()
        if login is not None:
            self.follow_up_requested.emit(follow_up, *login)

    @Slot()
    def _on_back(self) -> None:
        self._show(self._led_from)

    @Slot()
    def _dress(self) -> None:
        self._card.dress()
