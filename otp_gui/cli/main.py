"""``otp-check``: the console twin of the window, by the same services."""

# First, so that it keeps the garbage collector out of all the imports below.
import otp_gui.no_collection  # noqa: F401

# isort: split

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper

import click

from otp_gui import __version__, i18n, logs, paths
from otp_gui.build import this_build
from otp_gui.cli.asking import MayHaveBeenSentError
from otp_gui.cli.click_words import teach_click
from otp_gui.cli.commands import all_commands
from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode, data, refuse, warn
from otp_gui.cli.program import COMPLETE_VARIABLE, PROGRAM
from otp_gui.cli.session import language_option, open_front
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render, tr
from otp_gui.leaving import leave

_log = logging.getLogger(__name__)


def main() -> None:
    """Run the command line of this process and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console of another code page shows an escape in place of a letter, no traceback.
            stream.reconfigure(errors="backslashreplace")
    if COMPLETE_VARIABLE in os.environ:
        sys.exit(_answer_shell())
    _open_log()
    leave(run(sys.argv[1:]))


def _answer_shell() -> int:
    """Tell a shell what may stand where its user has pressed Tab; it never shows an error there."""
    from otp_gui.cli.completion import answer  # noqa: PLC0415 - a shell asks for it, no other run

    logging.getLogger().addHandler(logging.NullHandler())
    with suppress(Exception):
        language, _problem = _chosen_language()
        _speak(language or i18n.system_language())
        answer(command_line(), os.environ[COMPLETE_VARIABLE])
    return ExitCode.SUCCESS


def _open_log() -> None:
    """Make the directories and the log, or do without: who needs one of them tells of it."""
    # Without this, records that no file takes would go to stderr, with the texts of exceptions.
    logging.getLogger().addHandler(logging.NullHandler())
    with suppress(OSError, paths.NoHomeError):
        here = paths.default()
        with suppress(OSError):
            here.create()
        logs.configure(here.log)
        if (build := this_build()).is_frozen:
            _log.info("%s %s", PROGRAM, build)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code, one of :class:`ExitCode`; never raises."""
    try:
        return _run(arguments)
    except click.ClickException as error:
        refuse(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except MayHaveBeenSentError as error:
        _log.critical("An error after a call was sent.", exc_info=error)
        warn(render(error.explanation))
        return ExitCode.UNKNOWN
    # Click exits, with 1, where nobody reads its help any more.
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a traceback's code has another meaning
        _log.critical("An error that nobody caught.", exc_info=error)
        warn(tr("An error of the tool itself stopped this command. No request was sent."))
        return ExitCode.NOT_SENT


def _run(arguments: Sequence[str]) -> int:
    asked = _asked_language(arguments)
    _speak(asked or i18n.system_language())
    if asked is None:
        chosen, problem = _chosen_language()
        _speak(chosen or i18n.system_language())
        if problem is not None:
            warn(render(problem))
    code = command_line().main(
        list(arguments), prog_name=PROGRAM, standalone_mode=False, color=_colour()
    )
    return int(code or 0)


def _speak(language: str) -> None:
    # Without its catalogue the program speaks English.
    with suppress(OSError):
        i18n.install(language)
    teach_click(i18n.language())


def command_line() -> click.Group:
    """Return all commands; each is built in the current language once it is asked for."""
    return click.Group(
        PROGRAM,
        help=with_examples(
            tr("Check one login at an otp-handler and say what its answer means."),
            "inspect REQUEST_ID --recipient +79990001122 --env production",
            "complete REQUEST_ID --recipient +79990001122 --env stage --json",
            "history --since today --verdict error",
        ),
        commands=all_commands(),
        params=[language_option(), _version_option()],
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _version_option() -> click.Option:
    def tell(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:  # noqa: FBT001
        if asked and not context.resilient_parsing:
            data(f"{PROGRAM} {__version__}")
            context.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=tell,
        help=tr("Print the version."),
    )


def _asked_language(arguments: Sequence[str]) -> str | None:
    """Find ``--lang`` before anything is parsed: the parser itself is to speak that language."""
    asked = None
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else "".join(arguments[position + 1 : position + 2])
    return asked if asked in i18n.LANGUAGES else None


def _chosen_language() -> tuple[str | None, Phrase | None]:
    """Return the language chosen in the window, and what is wrong with the file that keeps it."""
    preferences, problem = open_front().preferences.load()
    return preferences.language, problem


def _colour() -> bool | None:
    """Follow https://no-color.org; otherwise click looks whether there is a terminal."""
    return False if os.environ.get("NO_COLOR") else None
