"""The console under an administrator's rules."""

from pathlib import Path

import pytest

from otp_gui import paths
from otp_gui.cli.main import run

LIST = """\
[[environment]]
id = "corporate"
name = "Corporate"
base_url = "https://otp.corp.example/api"
kind = "production"
"""
ADD = ("env", "add", "mine", "--base-url")


@pytest.fixture
def system() -> Path:
    directory = paths.system_directory()
    directory.mkdir()
    return directory


def test_the_list_tells_whose_an_environment_is(
    system: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (system / "environments.toml").write_text(LIST)
    assert run([*ADD, "https://mine.example/api"]) == 0
    capsys.readouterr()
    assert run(["env", "list"]) == 0
    printed = capsys.readouterr()
    ids = [line.split()[0] for line in printed.out.splitlines()]
    assert ids == ["corporate", "sandbox", "mine"]
    assert printed.err == "Provided by your administrator: corporate.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("env", "remove", "corporate"),
        ("env", "add", "corporate", "--base-url", "https://x.example"),
        ("env", "add", "corporate", "--replace", "--base-url", "https://x.example"),
    ],
)
def test_what_is_provided_stays(
    system: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    (system / "environments.toml").write_text(LIST)
    assert run(arguments) == 5
    assert "Your administrator provides this environment" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("https://mine.example",), "does not allow this kind"),
        (("http://mine.example", "--kind", "stage"), "allows https only"),
        (("https://mine.example", "--kind", "stage", "--no-verify-tls"), "certificate checked"),
        (("https://mine.example", "--kind", "production", "--no-confirm"), "confirmed"),
    ],
)
def test_what_is_not_allowed_is_not_added(
    system: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], why: str
) -> None:
    (system / "policy.toml").write_text(
        'confirm_production = true\nallowed_kinds = ["production", "stage"]\nrequire_https = true\n'
    )
    assert run([*ADD, *more]) == 5
    assert why in capsys.readouterr().err
    assert not paths.default().environments.exists()


def test_an_environment_that_is_not_allowed_cannot_be_called(
    system: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*ADD, "https://mine.example/api"]) == 0
    (system / "policy.toml").write_text('allowed_kinds = ["stage"]\n')
    code = run(
        ["complete", "x", "--recipient", "+79990001122", "--env", "mine", "--yes"],
    )
    assert code == 2
    told = capsys.readouterr().err
    assert "Your environment “mine” (mine) is not used." in told
    assert "There is no environment “mine”." in told
