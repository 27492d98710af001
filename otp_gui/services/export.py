"""Hands calls over in a file, and takes them in from one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from otp_gui.domain.ports import Clock
from otp_gui.domain.transfer import Exported, ExportPlan, Format, Imported, Told, Transfer

_STAMP: Final = "%Y-%m-%d-%H%M"
_ENDINGS: Final[Mapping[Format, tuple[str, ...]]] = {
    Format.CSV: (".csv",),
    Format.JSONL: (".jsonl", ".ndjson", ".json"),
}
"""How names of such files end; the first is the usual one."""


def named_for(kind: Format, path: str) -> str:
    """Return ``path`` with another ending where that tells of the other format than ``kind``.

    An ending that tells of neither is the user's own, and stays.
    """
    ending = Path(path).suffix.casefold()
    others = [of for other, of in _ENDINGS.items() if other is not kind]
    if not any(ending in of for of in others):
        return path
    return str(Path(path).with_suffix(_ENDINGS[kind][0]))


class ExportService:
    """Exports what the history holds and imports such a file; nothing is sent anywhere."""

    def __init__(self, *, transfer: Transfer, clock: Clock) -> None:
        self._transfer = transfer
        self._clock = clock

    def file_name(self, kind: Format) -> str:
        """Suggest a name for an export, by the local date and time."""
        at = self._clock.now().astimezone()
        return f"otp-history-{at.strftime(_STAMP)}.{kind.value}"

    async def write(self, plan: ExportPlan, told: Told) -> Exported:
        """Write the file that ``plan`` asks for; cancelling leaves nothing behind.

        :raises StoreError: where the file is there already and may not be replaced, where it cannot
            be written, or the history not be read.
        """
        return await self._transfer.write(plan, told)

    async def read(self, source: str, told: Told) -> Imported:
        """Add the calls of a JSON Lines export that are not in the history yet.

        :raises StoreError: where the file cannot be read, or the history not be written.
        """
        return await self._transfer.read(source, told)
