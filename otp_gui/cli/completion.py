"""``otp-check completion``: what lets a shell complete commands, options and words with Tab.

The script asks this program each time, which answers from its own commands and from the list of
environments alone: it opens no history, no keyring and no connection.
"""

from typing import Final

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode, write
from otp_gui.cli.program import COMPLETE_VARIABLE, PROGRAM
from otp_gui.cli.session import language_option
from otp_gui.i18n import tr


class _Fish(FishComplete):
    """Splits an answer once: what a command is for may have commas in it."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    )


_SHELLS: Final[dict[str, type[ShellComplete]]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": _Fish,
}
_ASKED: Final = "complete"


def completion_command() -> click.Command:
    """Build ``completion`` in the current language."""
    return click.Command(
        "completion",
        callback=_completion,
        help=with_examples(
            tr(
                "Print the script that lets a shell complete the commands, options and words of"
                " this program with Tab, and the IDs of environments. Bash has to be 4.4 or newer."
            ),
            "completion bash >> ~/.bashrc",
            'completion zsh > "${fpath[1]}/_otp-check"',
            "completion fish > ~/.config/fish/completions/otp-check.fish",
        ),
        short_help=tr("Print the script for completion with Tab."),
        params=[
            click.Argument(["shell"], type=click.Choice(list(_SHELLS))),
            language_option(),
        ],
    )


def _completion(*, shell: str) -> int:
    # Its own class would first start the shell, to look how old it is.
    script = ShellComplete.source(_complete(shell, click.Command(PROGRAM)))
    write(script, newline=False)
    return ExitCode.SUCCESS


def answer(commands: click.Command, instruction: str) -> None:
    """Answer the script of a shell; ``instruction`` is what it put into the variable."""
    shell, _, asked = instruction.partition("_")
    if shell in _SHELLS and asked == _ASKED:
        write(_complete(shell, commands).complete())


def _complete(shell: str, commands: click.Command) -> ShellComplete:
    return _SHELLS[shell](commands, {}, PROGRAM, COMPLETE_VARIABLE)
