"""Leads a watch: starts it, tells what it sees, stops it."""

from PySide6.QtCore import QObject, Signal

from otp_gui.domain.environment import Environment
from otp_gui.domain.request import CheckRequest
from otp_gui.services.watch import Look, WatchEvent, WatchService
from otp_gui.ui.one_action import OneAction


class WatchController(QObject):
    """Watches one login at a time; stopping it never asks.

    ``began`` carries the ``CheckRequest``, the ``Environment`` and the interval in seconds;
    ``event_seen`` a ``WatchEvent``, ``looked`` a ``Look``, ``ended`` the ``Watched``; ``recorded``
    each ``CheckRecord`` that history has got.
    """

    began = Signal(object, object, int)
    event_seen = Signal(object)
    looked = Signal(object)
    ended = Signal(object)
    recorded = Signal(object)

    def __init__(self, action: OneAction, service: WatchService, parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self._service = service

    def watch(self, request: CheckRequest, environment: Environment, interval_seconds: int) -> None:
        """Start to watch; does nothing while something runs."""
        self._action.start(lambda: self._watch(request, environment, interval_seconds))

    async def _watch(
        self, request: CheckRequest, environment: Environment, interval_seconds: int
    ) -> None:
        self._action.owe()
        self.began.emit(request, environment, interval_seconds)
        watched = await self._service.watch(request, environment, interval_seconds, self._hear)
        self._action.settle()
        self.ended.emit(watched)

    def _hear(self, news: WatchEvent | Look) -> None:
        if isinstance(news, WatchEvent):
            self.event_seen.emit(news)
            return
        self.looked.emit(news)
        for record in (news.case.channel, news.case.record):
            if record is not None and record.id is not None:
                self.recorded.emit(record)
