"""A command is loaded once it is asked for, and costs the others nothing."""

import subprocess
import sys

import click
import pytest

from otp_gui.cli.commands import Lazily, all_commands

_LOADED = """
import sys
from otp_gui.cli.main import command_line
commands = command_line().commands
commands[sys.argv[1]]
print(*(name for name in sys.modules if name.startswith("otp_gui.cli.")))
"""
SHARED = {"asking", "commands", "examples", "follow_ups", "json_lines", "main", "output"} | {
    *("program", "session", "click_words"),
}


@pytest.mark.parametrize(
    ("command", "own"),
    [("complete", {"complete"}), ("inspect", {"inspect"}), ("completion", {"completion"})],
)
def test_a_command_loads_no_other(command: str, own: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, command], capture_output=True, text=True, check=True
    )
    loaded = {name.removeprefix("otp_gui.cli.") for name in done.stdout.split()}
    assert own <= loaded <= own | SHARED


def test_commands_behave_as_a_mapping_and_are_built_once() -> None:
    built = []

    def build() -> click.Command:
        built.append(1)
        return click.Command("one")

    commands = Lazily({"one": build, "two": build})
    assert (list(commands), len(commands)) == (["one", "two"], 2)
    assert "one" in commands
    assert built == []
    assert commands["one"] is commands["one"]
    assert built == [1]
    assert commands.get("three") is None
    commands["two"] = click.Command("another")
    assert commands["two"].name == "another"
    del commands["two"]
    assert list(commands) == ["one"]


def test_every_command_has_the_name_that_it_is_found_by() -> None:
    assert all(name == command.name for name, command in all_commands().items())
