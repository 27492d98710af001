"""Writes the manual pages of both programs from their own command lines.

``python -m linux.man_pages FOLDER`` writes ``otp-gui.1`` and ``otp-check.1``, in English.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from otp_gui import __main__ as window
from otp_gui import __version__, i18n
from otp_gui.cli import main as console

_COMMON_FILES: Final = (
    ("~/.config/otp-gui/environments.toml", "The environments; an administrator may provide it."),
    ("~/.config/otp-gui/settings.toml", "What was chosen in the window."),
    ("~/.local/share/otp-gui/history.sqlite3", "The history of all calls."),
    ("~/.local/state/otp-gui/log/otp-gui.log", "The log, without tokens and phone numbers."),
)
_HOME: Final = ("OTP_GUI_HOME", "A directory that takes the place of those under FILES.")
_TOKEN: Final = ("OTP_GUI_TOKEN", "A token for this run, instead of the one in the keyring.")
_EXIT_CODES: Final = (
    ("0", "success, or done."),
    ("1", "not completed; of a watch: its time was up."),
    ("2", "wrong usage or invalid input."),
    ("3", "the server refused; of a watch: over, or refused."),
    ("4", "unknown: it may have reached the server. Do not repeat blindly."),
    ("5", "not sent: nothing has left this machine."),
    ("130", "interrupted."),
)


def window_page(at: datetime) -> str:
    """Return ``otp-gui(1)``, dated ``at``."""
    parser = window.command_line()
    return _page(
        "otp-gui",
        at,
        "say what state a login is in and what to do next",
        [
            *_section("SYNOPSIS", [f"{bold('otp-gui')} {_roman('[OPTION]... [LINK]')}"]),
            *_section("DESCRIPTION", [_roman(parser.description or "")]),
            *_section("OPTIONS", _argparse_options(parser)),
            *_section("ENVIRONMENT", _terms((_HOME, _TOKEN))),
            *_section("FILES", _terms(_COMMON_FILES)),
            *_section("SEE ALSO", [f"{bold('otp-check')}(1)"]),
        ],
    )


def console_page(at: datetime) -> str:
    """Return ``otp-check(1)``, dated ``at``, with all commands and their options."""
    group = console.command_line()
    with click.Context(group, info_name="otp-check", **group.context_settings) as context:
        usage = " ".join(group.collect_usage_pieces(context))
        options = [*_click_options(group, context)]
        commands = [line for name in _names(group, context) for line in _command(name, context)]
    return _page(
        "otp-check",
        at,
        "check one login at an otp-handler from the console",
        [
            *_section("SYNOPSIS", [f"{bold('otp-check')} {_roman(usage)}"]),
            *_section("DESCRIPTION", _paragraphs(group.help or "")),
            *_section("OPTIONS", options),
            *_section("COMMANDS", commands),
            *_section("EXIT STATUS", _terms(_EXIT_CODES)),
            *_section("ENVIRONMENT", _terms((_HOME, _TOKEN))),
            *_section("FILES", _terms(_COMMON_FILES)),
            *_section("SEE ALSO", [f"{bold('otp-gui')}(1)"]),
        ],
    )


def bold(text: str) -> str:
    """Set a text in bold."""
    return rf"\fB{_roman(text)}\fR"


def _page(name: str, at: datetime, purpose: str, body: Iterable[str]) -> str:
    title = f'.TH {_roman(name.upper())} 1 {_roman(f"{at:%Y-%m-%d}")} "OTP GUI {__version__}"'
    head = [title, ".SH NAME", rf"{_roman(name)} \- {_roman(purpose)}"]
    return "\n".join([*head, *body]) + "\n"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f".SH {title}"
    yield from lines


def _terms(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, meaning in rows:
        yield from (".TP", bold(term), _roman(meaning))


def _argparse_options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:  # noqa: SLF001 - argparse lists them nowhere else
        if action.help == argparse.SUPPRESS:
            continue
        names = ", ".join(map(bold, action.option_strings)) or bold(str(action.metavar))
        values = "|".join(action.choices or ())
        yield from (".TP", f"{names} {_roman(values)}".rstrip(), _roman(action.help or ""))


def _names(group: click.Group, context: click.Context) -> Iterator[str]:
    """Yield the commands of a group with those of its groups, as they are typed."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            with click.Context(command, info_name=name, parent=context) as below:
                yield from (f"{name} {inner}" for inner in _names(command, below))
        elif command is not None and not command.hidden:
            yield name


def _command(name: str, context: click.Context) -> Iterator[str]:
    for part in name.split():
        group = context.command
        found = group.get_command(context, part) if isinstance(group, click.Group) else None
        if found is None:
            raise KeyError(part)
        context = click.Context(found, info_name=part, parent=context)
    command = context.command
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f".SS {_roman(name)}", f"{bold(f'otp-check {name}')} {_roman(usage)}", ".PP")
    yield from _paragraphs(command.help or "")
    yield from _click_options(command, context)


def _click_options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield from (".TP", bold(record[0]), _roman(record[1]))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield paragraphs; one that click is not to wrap anew keeps its lines."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
        if number:
            yield ".PP"
        lines = paragraph.splitlines()
        if lines and lines[0].strip() == "\b":
            yield from (".nf", *map(_roman, lines[1:]), ".fi")
        else:
            yield _roman(" ".join(line.strip() for line in lines))


def _roman(text: str) -> str:
    r"""Take from a text whatever troff would act on: ``\``, ``-``, and dots that begin a line."""
    plain = " ".join(text.split()) if not text.startswith(" ") else text
    escaped = plain.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


def write_all(folder: Path, at: datetime) -> None:
    """Write both pages into ``folder``."""
    i18n.install("en")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "otp-gui.1").write_text(window_page(at), "utf-8")
    (folder / "otp-check.1").write_text(console_page(at), "utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]), datetime.now(UTC))
