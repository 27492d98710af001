"""The other commands of ``otp-check`` as processes: environments, tokens, the sandbox."""

import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

import otp_gui
from otp_gui.domain.environment import Environment, Kind
from otp_gui.paths import under
from otp_gui.store.environments import TomlEnvironments
from tests.contract.keyring_session import Bus, keyring_session
from tests.e2e.console import Console, Ended


@pytest.fixture(scope="module")
def bus() -> Iterator[Bus]:
    with keyring_session() as session:
        yield session


@pytest.fixture
def keyring_console(console: Console, bus: Bus) -> Console:
    console.variables.update(bus.environment)
    return console


def environments(console: Console) -> dict[str, Environment]:
    found, problem = TomlEnvironments(under(console.home).environments).load()
    assert problem is None
    return {environment.id: environment for environment in found}


def test_the_presets_are_listed_on_stdout(console: Console) -> None:
    done = console("env", "list")
    assert done.code == 0
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["stage", "stage"],
        ["production", "production"],
        ["sandbox", "sandbox"],
    ]
    assert done.stderr == ""


def test_every_field_of_an_environment_can_be_given(console: Console, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("made up")
    done = console(
        *("env", "add", "acme", "--name", "Acme stage", "--base-url", "https://acme.example/otp/"),
        *("--kind", "stage", "--confirm", "--timeout", "7.5", "--ca-bundle", str(bundle)),
        *("--proxy", "http://proxy.example:3128", "--no-verify-tls"),
    )
    assert done.code == 0, done.stderr
    assert done.stdout == ""
    assert "not checked" in done.stderr
    assert environments(console)["acme"] == Environment(
        id="acme",
        name="Acme stage",
        base_url="https://acme.example/otp",
        kind=Kind.STAGE,
        confirm_complete=True,
        timeout_seconds=7.5,
        ca_bundle=str(bundle),
        proxy="http://proxy.example:3128",
        verify_tls=False,
    )


def test_a_production_asks_unless_told_otherwise(console: Console) -> None:
    for name, option in (("one", []), ("two", ["--no-confirm"])):
        url = ("--base-url", "https://acme.example")
        console("env", "add", name, *url, "--kind", "production", *option)
    found = environments(console)
    assert found["one"].confirm_complete
    assert not found["two"].confirm_complete


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("Not An Id", "--base-url", "https://acme.example"), "id:"),
        (("acme", "--base-url", "ftp://acme.example"), "base_url:"),
        (("acme", "--base-url", "http://acme.example", "--kind", "production"), "base_url:"),
        (("acme", "--base-url", "https://acme.example", "--timeout", "0"), "timeout_seconds:"),
        (("acme", "--base-url", "https://acme.example", "--proxy", "socks"), "proxy:"),
        (("acme", "--base-url", "https://acme.example", "--name", " "), "name:"),
        (("acme", "--base-url", "https://acme.example", "--ca-bundle", "/no/such"), "--ca-bundle"),
        (("acme", "--base-url", "https://acme.example", "--kind", "live"), "--kind"),
        (("stage", "--base-url", "https://acme.example"), "--replace"),
        (("acme",), "--base-url"),
    ],
)
def test_an_environment_that_is_not_sound_is_refused(
    console: Console, arguments: tuple[str, ...], named: str
) -> None:
    done = console("env", "add", *arguments)
    assert done.code == 2
    assert named in done.stderr
    assert set(environments(console)) == {"stage", "production", "sandbox"}


def test_an_environment_can_be_replaced_and_removed(console: Console) -> None:
    add = ("env", "add", "stage", "--base-url", "https://acme.example", "--replace")
    assert console(*add).code == 0
    assert environments(console)["stage"].base_url == "https://acme.example"
    assert console("env", "remove", "stage").code == 0
    assert "stage" not in environments(console)
    again = console("env", "remove", "stage")
    assert again.code == 2
    assert "stage" in again.stderr


def test_a_damaged_list_is_told_and_left_alone(console: Console) -> None:
    path = under(console.home).environments
    path.parent.mkdir(parents=True)
    path.write_text("[[environment]]\nid = \n")
    listed = console("env", "list")
    assert listed.code == 0
    assert "production" in listed.stdout
    assert listed.stderr != ""
    added = console("env", "add", "acme", "--base-url", "https://acme.example")
    assert added.code == 5
    assert path.read_text() == "[[environment]]\nid = \n"


def test_a_token_is_piped_in_told_and_forgotten(keyring_console: Console) -> None:
    console = keyring_console
    assert console("token", "status", "stage").code == 1
    done = console("token", "set", "stage", typed="Bearer made-up-token-9f3c\n")
    assert done.code == 0, done.stderr
    status = console("token", "status", "stage")
    assert status.code == 0
    assert status.stdout == ""
    assert "9f3c" in status.stderr
    assert "stored at" in status.stderr
    assert console("token", "delete", "stage").code == 0
    assert console("token", "status", "stage").code == 1
    shown = [done, status]
    assert not any("made-up-token" in ended.stdout + ended.stderr for ended in shown)


def test_an_expired_token_that_serves_two_kinds_of_environment_is_told_of(
    keyring_console: Console,
) -> None:
    token = "eyJhbGciOiJub25lIn0.eyJleHAiOjE1MDAwMDAwMDB9.made-up7a1b"
    for environment in ("stage", "production"):
        assert keyring_console("token", "set", environment, typed=token).code == 0
    told = keyring_console("token", "status", "stage").stderr
    assert "By its own account it expired" in told
    assert "also stored for Production" in told
    assert "made-up" not in told
    for environment in ("stage", "production"):
        keyring_console("token", "delete", environment)


def test_a_long_token_is_stored_whole(keyring_console: Console) -> None:
    keyring_console("token", "set", "stage", typed="x" * 2_996 + "tail")
    assert "tail" in keyring_console("token", "status", "stage").stderr
    keyring_console("token", "delete", "stage")


def test_a_token_typed_at_a_terminal_is_not_shown(keyring_console: Console) -> None:
    with keyring_console.terminal("token", "set", "stage") as terminal:
        terminal.wait_for("not shown")
        terminal.type("made-up-token-7a1b\n")
        done = terminal.end()
    assert done.code == 0
    assert "made-up" not in done.stdout + done.stderr
    assert "Its last characters: …7a1b\n" in keyring_console("token", "status", "stage").stderr
    keyring_console("token", "delete", "stage")


@pytest.mark.parametrize("typed", ["", "\n", "two words", "line\nbreak", "токен", "\udcff\udcfe"])
def test_what_is_no_token_is_refused_and_not_repeated(keyring_console: Console, typed: str) -> None:
    done = keyring_console("token", "set", "stage", typed=typed)
    assert done.code == 2
    assert not typed.strip() or typed.strip() not in done.stderr
    assert keyring_console("token", "status", "stage").code == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("stage", "made-up-token-9f3c"), "argument"),
        (("stage", "--made-up-token-9f3c"), "argument"),
        (("stage", "--made-up=token"), "argument"),
        (("stage", "-made-up-token-9f3c"), "argument"),
        (("made-up-token-9f3c",), "stage, production"),
        (("--made-up-token-9f3c",), "stage, production"),
    ],
)
def test_a_token_on_the_command_line_is_refused_and_not_repeated(
    console: Console, arguments: tuple[str, ...], told: str
) -> None:
    done = console("token", "set", *arguments)
    assert done.code == 2
    assert "made-up" not in done.stdout + done.stderr
    assert told in done.stderr


def test_the_variable_and_the_sandbox_have_tokens_of_their_own(console: Console) -> None:
    varied = console("token", "status", "stage", OTP_GUI_TOKEN="made-up-token")
    assert "OTP_GUI_TOKEN" in varied.stderr
    assert console("token", "status", "sandbox").code == 0


@pytest.mark.parametrize("command", [("set",), ("status",), ("delete",)])
def test_a_machine_without_a_keyring_is_told(console: Console, command: tuple[str]) -> None:
    done = console("token", *command, "stage", typed="made-up-token")
    assert done.code == 5
    assert "No keyring is running" in done.stderr
    assert "Traceback" not in done.stderr


def test_only_the_token_of_an_environment_can_be_forgotten(keyring_console: Console) -> None:
    keyring_console("token", "set", "stage", typed="made-up-token-9f3c")
    assert keyring_console("token", "delete", "stage#note").code == 2
    assert "stored at" in keyring_console("token", "status", "stage").stderr
    assert keyring_console("token", "delete", "stage").code == 0


def test_a_locked_keyring_is_told(console: Console) -> None:
    with keyring_session() as bus:
        bus.lock()
        console.variables.update(bus.environment)
        done = console("token", "set", "stage", typed="made-up-token")
    assert done.code == 5
    assert "locked" in done.stderr


def test_the_sandbox_runs_until_ctrl_c_and_takes_calls(console: Console) -> None:
    calls: list[Ended] = []

    def call(process: Popen[str]) -> None:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        console("env", "add", "local", "--base-url", base_url)
        login = ("00000000-0000-4000-8000-000000000001", "--recipient", "+79990000001")
        calls.append(
            console("complete", *login, "--env", "local", "--json", OTP_GUI_TOKEN="sandbox-token")
        )

    done = console.interrupted("sandbox", when=call)
    assert "the token sandbox-token" in done.stderr
    assert json.loads(calls[0].stdout)["verdict"] == "success"
    assert done.code == 130
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told(console: Console) -> None:
    seconds: list[Ended] = []

    def again(process: Popen[str]) -> None:
        assert process.stdout is not None
        port = process.stdout.readline().split(":")[2].split("/")[0]
        seconds.append(console("sandbox", "--port", port))

    console.interrupted("sandbox", when=again)
    assert seconds[0].code == 5
    assert seconds[0].stdout == ""
    assert "port" in seconds[0].stderr


def test_the_sandbox_lists_its_sessions(console: Console) -> None:
    done = console("sandbox", "--list")
    lines = done.stdout.splitlines()
    assert done.code == 0
    assert len(lines) > 20
    assert lines[0].split()[:2] == ["00000000-0000-4000-8000-000000000001", "+79990000001"]


def test_the_version_is_told(console: Console) -> None:
    done = console("--version")
    assert (done.code, done.stdout) == (0, f"otp-check {otp_gui.__version__}\n")


def test_a_home_that_cannot_be_made_is_told(console: Console, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = str(tmp_path / "file" / "home")
    listed = console("env", "list", OTP_GUI_HOME=home)
    assert listed.code == 0
    assert "production" in listed.stdout
    assert "environments.toml cannot be used" in listed.stderr
    added = console("env", "add", "acme", "--base-url", "https://acme.example", OTP_GUI_HOME=home)
    assert added.code == 5
    assert "Traceback" not in listed.stderr + added.stderr
