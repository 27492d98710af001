"""Ends the process."""

import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End at once, with what was written and logged, and without taking the interpreter down.

    That is a tenth of a short command, and frees nothing. Worse, a daemon thread that is in a call
    of Qt meanwhile aborts the process: the interpreter ends the thread where it asks for the lock
    again, and PySide asks in a destructor, which C++ lets nothing leave (Python before 3.14).
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        # A windowed program has none on Windows.
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
