"""``otp-gui`` and ``python -m otp_gui``: reads the command line and starts the window."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from otp_gui import __version__, i18n
from otp_gui.i18n import tr
from otp_gui.leaving import leave


def main() -> NoReturn:
    """Run the command line of this process and exit with its code."""
    code = run(sys.argv[1:])
    with suppress(ImportError):
        # It is loaded by now, if it can be.
        from otp_gui.ui.app import let_go  # noqa: PLC0415

        let_go()
    leave(code)


def run(arguments: Sequence[str]) -> int:
    """Run the window until it is closed and return the exit code of the process."""
    # Without its catalogue the command line speaks English, and the window tells what is missing.
    with suppress(OSError):
        i18n.install(i18n.system_language())
    options = command_line().parse_args(arguments)
    try:
        # Qt loads here, so that --help and --version do not wait for it.
        from otp_gui.ui import app  # noqa: PLC0415
    except ImportError as error:
        return _tell_incomplete(error)
    return app.run(app.Wishes(options.demo, options.lang, options.tour, options.link, options.quit))


def _tell_incomplete(error: ImportError) -> int:
    """Say that a library is missing, without any of them; return the exit code."""
    from otp_gui import last_words  # noqa: PLC0415 - for one start in a thousand

    last_words.say(
        tr("OTP GUI cannot start: a part of it, or a library of the system, is missing."),
        reason=f"{type(error).__name__}: {error}",
    )
    return 1


def command_line() -> argparse.ArgumentParser:
    """Build the parser in the current language."""
    parser = argparse.ArgumentParser(
        prog="otp-gui", description=tr("Checks one login and says what it means.")
    )
    parser.add_argument(
        "link",
        nargs="?",
        metavar="LINK",
        help=tr("otp-gui://inspect?… to fill the form with, in the open window if there is one"),
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        help=tr("start on the embedded sandbox; nothing is kept unless OTP_GUI_HOME is set"),
    )
    parser.add_argument(
        "--quit", action="store_true", help=tr("ask the open window to close, and wait for it")
    )
    parser.add_argument("--lang", choices=i18n.LANGUAGES, help=tr("language of the window"))
    parser.add_argument("--version", action="version", version=f"otp-gui {__version__}")
    parser.add_argument("--tour", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
