import shlex
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.curl import Shell, curl
from otp_gui.domain.outcome import Operation
from otp_gui.domain.request import read_request_id
from tests.unit.domain.shells import cmd_words, powershell_words

BASE = "https://online.sigmasms.ru/api/n/otp-handler"
ID = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
NUMBER = "+79990001122"
TOKEN = "t0ken"
VARIABLES = {"OTP_TOKEN": TOKEN, "PATH": "hijacked", "2B79990001122": "hijacked"}
HOSTILE = [
    "'", '"', "`id`", "$(id)", "$HOME", "%PATH%", "!!", "^&|<>", "a b", ";id", "\\", "-X", "#", "~",
    "it's", "’;id", "{a,b}", "[1-9]", "@file", "вход",
]  # fmt: skip
BASES = [
    BASE,
    f"{BASE}/",
    "http://127.0.0.1:8080",
    "http://[::1]:8080/x",
    "https://h.example/it's/$HOME/%PATH%/a&b;c(d)!e*,~",
    'https://h.example/"`{x}|^<>',
]


def words(line: str, shell: Shell) -> list[str]:
    match shell:
        case Shell.BASH:
            return [word.replace("$OTP_TOKEN", TOKEN) for word in shlex.split(line)]
        case Shell.POWERSHELL:
            return powershell_words(line, VARIABLES)
        case Shell.CMD:
            return cmd_words(line, VARIABLES)


@pytest.mark.parametrize("shell", Shell)
@pytest.mark.parametrize(
    ("operation", "method", "path"),
    [
        (Operation.COMPLETE, "POST", "checkStatusAndComplete?recipient=%2B79990001122"),
        (Operation.STATUS, "GET", "status?recipient=%2B79990001122"),
        (Operation.CHANNEL, "GET", "channel"),
        (Operation.RESEND, "POST", "resend"),
    ],
)
def test_it_is_the_call_that_the_contract_names(
    shell: Shell, operation: Operation, method: str, path: str
) -> None:
    found = words(curl(BASE, ID, NUMBER, operation, shell, masked=False), shell)
    length = ["-H", "Content-Length: 0"] if method == "POST" else []
    assert found == [
        "curl.exe" if shell is Shell.POWERSHELL else "curl",
        *("-X", method, "-H", f"Authorization: Bearer {TOKEN}", "-H", "Accept: application/json"),
        *length,
        f"{BASE}/{ID}/{path}",
    ]


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        (
            Shell.BASH,
            (
                "curl -X GET -H \"Authorization: Bearer $OTP_TOKEN\" -H 'Accept: application/json'"
                f" '{BASE}/{ID}/status?recipient=%2B79*******22'"
            ),
        ),
        (
            Shell.POWERSHELL,
            (
                'curl.exe -X GET -H "Authorization: Bearer $env:OTP_TOKEN"'
                f" -H 'Accept: application/json' '{BASE}/{ID}/status?recipient=%2B79*******22'"
            ),
        ),
        (
            Shell.CMD,
            (
                'curl -X GET -H "Authorization: Bearer %OTP_TOKEN%" -H "Accept: application/json"'
                f' "{BASE}/{ID}/status?recipient=%2B79*******22"'
            ),
        ),
    ],
)
def test_a_masked_number_keeps_its_shape(shell: Shell, expected: str) -> None:
    assert curl(BASE, ID, NUMBER, Operation.STATUS, shell, masked=True) == expected


@pytest.mark.parametrize("shell", Shell)
@pytest.mark.parametrize("request_id", HOSTILE)
def test_a_hostile_request_id_stays_one_segment(shell: Shell, request_id: str) -> None:
    line = curl(BASE, request_id, NUMBER, Operation.STATUS, shell, masked=False)
    url = words(line, shell)[-1]
    assert unquote(urlsplit(url).path.split("/")[-2]) == request_id
    assert parse_qs(urlsplit(url).query) == {"recipient": [NUMBER]}
    assert "hijacked" not in url


@pytest.mark.parametrize("shell", Shell)
@pytest.mark.parametrize("base", BASES)
def test_a_strange_base_url_stays_one_word(shell: Shell, base: str) -> None:
    found = words(curl(base, ID, NUMBER, Operation.STATUS, shell, masked=False), shell)
    wanted = f"{base.rstrip('/')}/{ID}/status?recipient={NUMBER}"
    assert unquote(found[-1]) == unquote(wanted)
    assert ("--globoff" in found) == ("[" in base)


def test_a_host_in_cyrillic_is_named_as_dns_knows_it() -> None:
    line = curl("https://вход.example/api", ID, NUMBER, Operation.CHANNEL, Shell.BASH, masked=False)
    assert "https://xn--" in line
    assert line.isascii()


@pytest.mark.parametrize("base", ["", "not a URL", "https://[", "https://\udc80", "вход"])
def test_a_base_url_of_an_old_row_may_be_anything(base: str) -> None:
    for shell in Shell:
        assert curl(base, ID, NUMBER, Operation.STATUS, shell, masked=False).isascii()


@given(st.text(min_size=1, max_size=60), st.sampled_from(Shell), st.sampled_from(BASES))
def test_any_request_id_comes_out_as_it_went_in(typed: str, shell: Shell, base: str) -> None:
    reading = read_request_id(typed)
    if reading.value is None:
        return
    value = reading.value.value
    line = curl(base, value, NUMBER, Operation.COMPLETE, shell, masked=False)
    assert "\n" not in line
    url = words(line, shell)[-1]
    assert unquote(urlsplit(url).path.rsplit("/", 2)[-2]) == value


@pytest.fixture
def stub(tmp_path: Path) -> Path:
    """Make a curl that prints its arguments, a line each."""
    path = tmp_path / "bin" / "curl"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    path.chmod(0o755)
    return path.parent


def test_bash_really_reads_it_so(stub: Path) -> None:
    cases = [(base, ID) for base in BASES] + [(BASE, request_id) for request_id in HOSTILE]
    for base, request_id in cases:
        line = curl(base, request_id, NUMBER, Operation.COMPLETE, Shell.BASH, masked=False)
        # Interactive reading, too: there an exclamation mark recalls history.
        ran = subprocess.run(
            ["bash", "--norc", "-c", f"set -o history -o histexpand\n{line}\n"],
            env={"PATH": f"{stub}:/usr/bin:/bin", "OTP_TOKEN": TOKEN},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.splitlines() == words(line, Shell.BASH)[1:]
        assert ran.stderr == ""
