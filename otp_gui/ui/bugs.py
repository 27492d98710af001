"""What nobody foresaw goes to the log and to the user by its class; its text may hold a token."""

import asyncio
import sys
from types import TracebackType
from typing import Any

from otp_gui.ui.tasks import Tasks


def report_bugs_to(tasks: Tasks) -> None:
    """Report what escapes from slots and from the running loop's callbacks.

    The default handlers, and that of the log, know no window to tell it in.
    """

    def from_slot(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            tasks.report(error)

    def from_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if isinstance(error := context.get("exception"), BaseException):
            tasks.report(error)

    sys.excepthook = from_slot
    asyncio.get_running_loop().set_exception_handler(from_loop)


def stop_reporting() -> None:
    """Give the hooks back to Python."""
    sys.excepthook = sys.__excepthook__
    asyncio.get_running_loop().set_exception_handler(None)
