import errno
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from otp_gui import assets, i18n, paths
from otp_gui.bootstrap import front
from otp_gui.cli.click_words import CLICK_WORDS
from otp_gui.cli.main import command_line, run
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.preferences import Preferences

Russian = Callable[[dict[str, str]], None]


@pytest.fixture
def russian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Russian:
    """Put a small catalogue of one's own in the place of the Russian one."""

    def install(words: dict[str, str]) -> None:
        catalogue = Catalog("ru")
        for template, translation in words.items():
            catalogue.add(template, translation)
        folder = tmp_path / "locale" / "ru" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / f"{i18n.DOMAIN}.mo").open("wb") as file:
            write_mo(file, catalogue)
        monkeypatch.setattr(assets, "root", lambda: tmp_path)

    return install


def leaves(command: click.Command, path: str = "") -> dict[str, click.Command]:
    """Return every command that does something, by its words."""
    if not isinstance(command, click.Group):
        return {path: command}
    return {
        words: leaf
        for name, member in command.commands.items()
        for words, leaf in leaves(member, f"{path} {name}".strip()).items()
    }


def test_these_are_the_commands_of_this_version() -> None:
    assert set(leaves(command_line())) == {
        "inspect",
        "watch",
        "complete",
        "batch",
        "history export",
        "history import",
        "history purge",
        "history backup",
        "history restore",
        "report",
        "completion",
        "env list",
        "env add",
        "env remove",
        "token set",
        "token status",
        "token delete",
        "sandbox",
    }


def test_every_command_and_option_is_explained() -> None:
    context = click.Context(command_line())
    for words, command in leaves(command_line()).items():
        assert command.help, words
        for option in command.get_params(context):
            if isinstance(option, click.Option):
                assert option.help, f"{words} {option.opts}"


def test_every_command_shows_examples_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("", "env", "token", "history", *leaves(command_line())):
        assert run([*words.split(), "--help"]) == 0
        text = capsys.readouterr().out
        assert f"\n    otp-check {words}" in text.partition("Examples:")[2], words


@pytest.mark.parametrize("words", ["", "history", "history export", "completion"])
def test_help_speaks_the_language_that_is_asked_for(
    words: str, russian: Russian, capsys: pytest.CaptureFixture[str]
) -> None:
    russian({"Examples:": "Примеры:", "Usage:": "Вызов:"})
    command = words.split()
    for arguments in ([*command, "--lang", "ru", "--help"], ["--lang=ru", *command, "-h"]):
        assert run(arguments) == 0
        text = capsys.readouterr().out
        assert "Вызов:" in text
        assert "Примеры:" in text


def test_no_option_takes_a_token() -> None:
    context = click.Context(command_line())
    options = {
        name
        for command in leaves(command_line()).values()
        for option in command.get_params(context)
        for name in option.opts
    }
    assert not any("token" in name or "password" in name for name in options)


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["complete", "--help"], ["env", "add", "-h"]]
)
def test_help_needs_no_more_than_asking(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(arguments)
    written = capsys.readouterr()
    assert "Usage: otp-check" in written.out + written.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect"],
        ["watch"],
        ["history", "--limit", "0"],
        ["history", "--since", "soon"],
        ["history", "--verdict", "good"],
        ["history", "forget"],
        ["history", "--env", "stage", "export", "calls.csv"],
        ["history", "export"],
        ["history", "export", "calls"],
        ["history", "export", "-"],
        ["history", "export", "calls.json", "--bom"],
        ["history", "export", "."],
        ["history", "import", "no-such-file"],
        ["history", "purge"],
        ["history", "purge", "--all", "--recipient", "--yes"],
        ["history", "purge", "--older-than", "30", "--yes"],
        ["history", "restore", "no-such-file"],
        ["report"],
        ["report", "a", "--uid", "b"],
        ["report", ".."],
        ["report", "a", "--reply", "--curl"],
        ["completion"],
        ["completion", "csh"],
        ["--no-such"],
        ["env"],
        ["complete"],
        ["sandbox", "--port", "70000"],
    ],
)
def test_a_wrong_command_line_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "ru", "sandbox", "--list"],
        ["sandbox", "--list", "--lang=ru"],
        ["--lang", "en", "sandbox", "--list", "--lang", "ru"],
    ],
)
def test_the_language_may_be_given_anywhere(arguments: list[str], russian: Russian) -> None:
    russian({})
    assert run(arguments) == 0
    assert i18n.language() == "ru"


def test_an_unknown_language_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "xx", "env", "list"]) == 2
    assert "xx" in capsys.readouterr().err


def test_what_the_user_chose_in_the_window_holds_here_too(russian: Russian) -> None:
    russian({})
    here = paths.default()
    here.create()
    front(here).preferences.save(Preferences(language="ru"))
    run(["env", "list"])
    assert i18n.language() == "ru"


def test_the_system_speaks_where_nobody_chose(
    russian: Russian, monkeypatch: pytest.MonkeyPatch
) -> None:
    russian({})
    monkeypatch.setenv("LANGUAGE", "ru")
    run(["env", "list"])
    assert i18n.language() == "ru"


def test_click_speaks_the_language_too(
    russian: Russian, capsys: pytest.CaptureFixture[str]
) -> None:
    russian({"Usage:": "Вызов:", "Missing argument": "Нет аргумента"})
    assert run(["--lang", "ru", "complete"]) == 2
    text = capsys.readouterr().err
    assert "Вызов: otp-check complete" in text
    assert "Нет аргумента" in text
    assert run(["--lang", "en", "complete"]) == 2
    assert "Missing argument" in capsys.readouterr().err


@pytest.mark.parametrize("words", CLICK_WORDS, ids=lambda words: words.template)
def test_click_really_says_these_words(words: Phrase) -> None:
    source = "".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    assert json.dumps(words.template) in source


def test_machine_words_are_not_translated(
    russian: Russian, capsys: pytest.CaptureFixture[str]
) -> None:
    russian({"Not completed": "Не завершён"})
    login = ["00000000-0000-4000-8000-000000000002", "--recipient", "+79990000002"]
    assert run(["complete", *login, "--env", "sandbox", "--json", "--lang", "ru"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["whose_move"]) == ("not_completed", "end_user")
    assert found["headline"] == "Не завершён"


LOGIN = ("complete", "00000000-0000-4000-8000-000000000002", "--recipient", "+79990000002")
Errors = list[logging.LogRecord]


def _fail(*_arguments: object) -> None:
    raise LookupError("made-up-secret")


@pytest.mark.parametrize(
    ("broken", "code", "told"),
    [
        ("otp_gui.cli.session.build", 5, "No request was sent"),
        ("otp_gui.cli.complete.print_json", 4, "may have been sent"),
    ],
)
def test_an_error_of_the_tool_is_no_verdict(
    broken: str,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logged_errors: Errors,
) -> None:
    monkeypatch.setattr(broken, _fail)
    assert run([*LOGIN, "--env", "sandbox", "--json"]) == code
    written = capsys.readouterr()
    assert written.out == ""
    assert told in written.err
    assert "made-up-secret" not in written.err
    assert len(logged_errors) == 1
    logged_errors.clear()


def test_help_that_nobody_reads_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, logged_errors: Errors
) -> None:
    class Left(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    # Click puts wrappers of its own around both.
    monkeypatch.setattr("sys.stdout", Left())
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert run(["--help"]) == 5
    logged_errors.clear()


def test_earlier_calls_that_cannot_be_read_cost_no_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("otp_gui.store.history.SqliteHistory.earlier", _fail)
    assert run([*LOGIN, "--env", "sandbox", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "not_completed"


def test_damaged_settings_are_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = paths.under(home).settings
    file.parent.mkdir(parents=True)
    file.write_text("language =")
    assert run(["env", "list"]) == 0
    assert "settings.toml is damaged at line 1, column" in capsys.readouterr().err


def test_a_home_that_names_no_directory_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, "~no-such-user-of-this-machine/x")
    assert run(["env", "list"]) == 2
    assert "OTP_GUI_HOME" in capsys.readouterr().err
