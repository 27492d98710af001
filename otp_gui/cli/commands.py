"""The commands by their names; a module is loaded once its command is asked for.

A run needs one of them: what the others import would only hold it up.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Final

import click

Build = Callable[[], click.Command]


class Lazily(MutableMapping[str, click.Command]):
    """Commands that are built, in the current language, when they are first looked up."""

    def __init__(self, builders: Mapping[str, Build]) -> None:
        self._builders: Final = dict(builders)
        self._built: Final[dict[str, click.Command]] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Return a command, built if it was not."""
        if name not in self._built:
            self._built[name] = self._builders[name]()
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a command, without building it."""
        return name in self._builders

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._builders)

    def __len__(self) -> int:
        """Count the commands."""
        return len(self._builders)

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Put a command in its place that is built already."""
        self._builders[name] = lambda: command
        self._built.pop(name, None)

    def __delitem__(self, name: str) -> None:
        """Take a command out."""
        del self._builders[name]
        self._built.pop(name, None)


def all_commands() -> Lazily:
    """Return every command of the program."""
    return Lazily(_BUILDERS)


def _inspect() -> click.Command:
    from otp_gui.cli.inspect import inspect_command

    return inspect_command()


def _watch() -> click.Command:
    from otp_gui.cli.watch import watch_command

    return watch_command()


def _complete() -> click.Command:
    from otp_gui.cli.complete import complete_command

    return complete_command()


def _batch() -> click.Command:
    from otp_gui.cli.batch import batch_command

    return batch_command()


def _history() -> click.Command:
    from otp_gui.cli.history import history_command

    return history_command()


def _report() -> click.Command:
    from otp_gui.cli.report import report_command

    return report_command()


def _environments() -> click.Command:
    from otp_gui.cli.environments import environments_command

    return environments_command()


def _tokens() -> click.Command:
    from otp_gui.cli.tokens import tokens_command

    return tokens_command()


def _sandbox() -> click.Command:
    from otp_gui.cli.sandbox import sandbox_command

    return sandbox_command()


def _completion() -> click.Command:
    from otp_gui.cli.completion import completion_command

    return completion_command()


_BUILDERS: Final[Mapping[str, Build]] = {
    "inspect": _inspect,
    "watch": _watch,
    "complete": _complete,
    "batch": _batch,
    "history": _history,
    "report": _report,
    "env": _environments,
    "token": _tokens,
    "sandbox": _sandbox,
    "completion": _completion,
}
