"""``otp-check``: the console twin of the window, by the same services."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper

import click

from otp_gui import __version__, i18n, logs, paths
from otp_gui.bootstrap import front
from otp_gui.cli.click_words import teach_click
from otp_gui.cli.complete import complete_command
from otp_gui.cli.environments import environments_command
from otp_gui.cli.output import ExitCode
from otp_gui.cli.sandbox import sandbox_command
from otp_gui.cli.session import language_option
from otp_gui.cli.tokens import tokens_command
from otp_gui.i18n import tr

PROGRAM = "otp-check"


def main() -> None:
    """Run the command line of this process and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console of another code page shows an escape in place of a letter, no traceback.
            stream.reconfigure(errors="backslashreplace")
    here = paths.default()
    # What cannot be written is told by the command that needs it.
    with suppress(OSError):
        here.create()
        logs.configure(here.log)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code, one of :class:`ExitCode`."""
    try:
        _speak(_asked_language(arguments) or _chosen_language() or i18n.system_language())
        code = command_line().main(
            list(arguments), prog_name=PROGRAM, standalone_mode=False, color=_colour()
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    return int(code or 0)


def _speak(language: str) -> None:
    # Without its catalogue the program speaks English.
    with suppress(OSError):
        i18n.install(language)
    teach_click(i18n.language())


def command_line() -> click.Group:
    """Build all commands in the current language."""
    return click.Group(
        PROGRAM,
        help=tr("Check one login at an otp-handler and say what its answer means."),
        commands=[
            complete_command(),
            environments_command(),
            tokens_command(),
            sandbox_command(),
        ],
        params=[language_option(), _version_option()],
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _version_option() -> click.Option:
    def tell(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:  # noqa: FBT001
        if asked and not context.resilient_parsing:
            click.echo(f"{PROGRAM} {__version__}")
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


def _chosen_language() -> str | None:
    preferences, _problem = front(paths.default()).preferences.load()
    return preferences.language


def _colour() -> bool | None:
    """Follow https://no-color.org; otherwise click looks whether there is a terminal."""
    return False if os.environ.get("NO_COLOR") else None
