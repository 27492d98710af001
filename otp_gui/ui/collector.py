"""Python's garbage collection, on the UI thread only."""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS: Final = 1000


class Collector(QObject):
    """Collects from a timer instead of whenever some thread happens to allocate.

    A QObject in a reference cycle that the collector frees on a worker thread crashes Qt; and the
    interpreter runs the collector on whichever thread crosses its threshold.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def spare_what_is_there(self) -> None:
        """Leave what start-up has loaded out of every later collection, which keeps these short."""
        gc.freeze()

    @Slot()
    def _collect(self) -> None:
        counts_and_limits = zip(gc.get_count(), gc.get_threshold(), strict=True)
        full = [number for number, (count, limit) in enumerate(counts_and_limits) if count > limit]
        if full:
            gc.collect(full[-1])
