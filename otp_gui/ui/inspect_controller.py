"""Leads what only reads: an inspection, a look elsewhere, the trial of a number's spellings."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest
from otp_gui.services.inspect import InspectService
from otp_gui.ui.one_action import OneAction

_MOST_SPELLINGS = 5


class InspectController(QObject):
    """Reads for the user; cancelling it never asks.

    ``inspected`` carries the ``Case``, the ``Phrase`` that tells why history does not hold it (or
    None), and the record of the resend that it followed (or None). ``looked_elsewhere`` carries the
    ``CheckRequest`` and the ``Sighting`` of each environment, ``formats_tried`` the
    ``CheckRequest`` and the ``FormatTrial``; ``recorded`` each ``CheckRecord`` that was made.
    """

    inspected = Signal(object, object, object)
    looked_elsewhere = Signal(object, object)
    formats_tried = Signal(object, object)
    recorded = Signal(object)

    def __init__(self, action: OneAction, service: InspectService, parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self._service = service

    def inspect(self, request: CheckRequest, environment: Environment) -> None:
        """Read status and channel; does nothing while something runs."""
        self._action.start(lambda: self._inspect(request, environment))

    async def follow_resend(
        self, request: CheckRequest, environment: Environment, resent: CheckRecord
    ) -> None:
        """Inspect within a running action what ``resent`` has done."""
        await self._inspect(request, environment, resent)

    def look_elsewhere(self, request: CheckRequest, environments: Sequence[Environment]) -> None:
        """Ask each of ``environments`` whether it knows the session; as :meth:`inspect`."""
        self._action.start(lambda: self._look_elsewhere(request, environments))

    def try_formats(self, request: CheckRequest, environment: Environment, typed: str) -> None:
        """Ask with one spelling of the number after another; as :meth:`inspect`."""
        self._action.start(lambda: self._try_formats(request, environment, typed))

    async def _inspect(
        self,
        request: CheckRequest,
        environment: Environment,
        resent: CheckRecord | None = None,
    ) -> None:
        progress = self._action.begin_call(environment.timeout_seconds, Operation.STATUS)
        result = await self._service.inspect(request, environment, progress)
        self._action.settle()
        case = result.case
        # The status last: it is the row that stands for the inspection.
        for record in (case.channel, case.record):
            if record is not None:
                self.recorded.emit(record)
        self.inspected.emit(case, result.unsaved_reason, resent)

    async def _look_elsewhere(
        self, request: CheckRequest, environments: Sequence[Environment]
    ) -> None:
        limit = sum(environment.timeout_seconds for environment in environments)
        progress = self._action.begin_call(limit, Operation.STATUS)
        sightings = await self._service.look_elsewhere(request, environments, progress)
        self._action.settle()
        for sighting in sightings:
            if sighting.record is not None:
                self.recorded.emit(sighting.record)
        self.looked_elsewhere.emit(request, sightings)

    async def _try_formats(
        self, request: CheckRequest, environment: Environment, typed: str
    ) -> None:
        limit = environment.timeout_seconds * _MOST_SPELLINGS
        progress = self._action.begin_call(limit, Operation.STATUS)
        found = await self._service.try_formats(request, environment, typed, progress)
        self._action.settle()
        for trial in found.trials:
            self.recorded.emit(trial.record)
        self.formats_tried.emit(request, found)
