import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

import click
import pytest

from linux import man_pages
from otp_gui import __main__ as window
from otp_gui import __version__, i18n
from otp_gui.cli import main as console

AT = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.install("en")


def escaped(text: str) -> str:
    return text.replace("-", r"\-")


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for part in group.list_commands(context):
        command = group.get_command(context, part)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name}{part} ")
        else:
            yield f"{name}{part}", command


def test_the_page_of_the_console_names_every_command_and_option() -> None:
    page = man_pages.console_page(AT)
    found = list(commands(console.command_line()))
    assert len(found) > 5
    for name, command in found:
        _, _, section = page.partition(f".SS {escaped(name)}\n")
        section = section.partition("\n.S")[0]
        assert section, name
        options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        for spelling in (o for option in options for o in option.opts):
            assert escaped(spelling) in section, f"{name} {spelling}"


def test_the_page_of_the_window_names_every_option() -> None:
    page = man_pages.window_page(AT)
    for action in window.command_line()._actions:
        shown = action.help != argparse.SUPPRESS
        for spelling in action.option_strings:
            assert (escaped(spelling) in page) == shown, spelling


def test_the_pages_tell_exit_codes_version_and_date() -> None:
    page = man_pages.console_page(AT)
    for code in ("0", "1", "2", "3", "4", "5", "130"):
        assert rf"\fB{code}\fR" in page
    assert page.startswith(rf'.TH OTP\-CHECK 1 2026\-11\-25 "OTP GUI {__version__}"')


def test_a_text_cannot_be_taken_for_a_request_of_troff() -> None:
    assert man_pages.bold(".SH x-y\\z") == r"\fB\&.SH x\-y\ez\fR"


def test_examples_keep_their_lines() -> None:
    lines = list(
        man_pages._paragraphs("Does it.\n\n\b\nExamples:\n  otp-check it\n  otp-check that")
    )
    assert lines == [
        "Does it.",
        ".PP",
        ".nf",
        "Examples:",
        r"  otp\-check it",
        r"  otp\-check that",
        ".fi",
    ]
