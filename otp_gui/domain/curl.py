"""A call as a curl command for people to run, with a place-holder where the token belongs."""

from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit

from otp_gui.domain.environment import normalise_base_url
from otp_gui.domain.outcome import Operation
from otp_gui.domain.redact import mask_phone

_CHANGING: Final = (Operation.COMPLETE, Operation.RESEND)
_WITH_RECIPIENT: Final = (Operation.COMPLETE, Operation.STATUS)
_PATHS: Final = {
    Operation.COMPLETE: "checkStatusAndComplete",
    Operation.STATUS: "status",
    Operation.CHANNEL: "channel",
    Operation.RESEND: "resend",
}
# What may stand in a URL and means nothing else to a shell within its quotes; ``%`` only where it
# begins an escape, ``[]`` for addresses of IPv6.
_URL_SIGNS: Final = "/:@!$&'()*+,;=~%[]"


class Shell(StrEnum):
    """Whose quoting a command is written in."""

    BASH = "bash"
    POWERSHELL = "powershell"
    CMD = "cmd"


def curl(
    base_url: str,
    request_id: str,
    recipient: str,
    operation: Operation,
    shell: Shell,
    *,
    masked: bool,
) -> str:
    """Return one line that makes the same call, with the variable ``OTP_TOKEN`` as its token.

    ``masked`` puts asterisks into the phone number, so that the line shows the call and cannot make
    it. For cmd it is meant for the prompt, not for a batch file: there each ``%`` would have to be
    doubled. At the prompt a name between two ``%`` stays as it is unless such a variable exists,
    and in this line every one but the token's would have to begin with the two digits of an escape.
    """
    number = mask_phone(recipient) if masked else recipient
    url = _url(base_url, request_id, number, operation)
    method = "POST" if operation in _CHANGING else "GET"
    headers = ["Accept: application/json"]
    if operation in _CHANGING:
        # Some gateways refuse a POST that does not tell how long its missing body is.
        headers.append("Content-Length: 0")
    words = ["curl.exe" if shell is Shell.POWERSHELL else "curl", "-X", method]
    # First, so that in cmd no other percent sign comes before those of the token.
    words += ["-H", _TOKENS[shell]]
    for header in headers:
        words += ["-H", _quoted(header, shell)]
    if any(sign in url for sign in "[]"):
        words.append("--globoff")
    return " ".join([*words, _quoted(url, shell)])


_TOKENS: Final = {
    Shell.BASH: '"Authorization: Bearer $OTP_TOKEN"',
    Shell.POWERSHELL: '"Authorization: Bearer $env:OTP_TOKEN"',
    Shell.CMD: '"Authorization: Bearer %OTP_TOKEN%"',
}


def _url(base_url: str, request_id: str, number: str, operation: Operation) -> str:
    url = f"{_ascii(normalise_base_url(base_url))}/{quote(request_id, safe='')}/{_PATHS[operation]}"
    if operation in _WITH_RECIPIENT:
        url += f"?recipient={quote(number, safe='*')}"
    return url


def _ascii(url: str) -> str:
    """Return a URL with everything encoded that is no part of one, its host as DNS knows it."""
    try:
        host = urlsplit(url).hostname or ""
        if not host.isascii():
            url = url.replace(host, host.encode("idna").decode(), 1)
    except ValueError:
        # It is no URL; what stands there is shown all the same.
        pass
    pieces = url.split("%")
    whole = pieces[0] + "".join(
        ("%" if _is_escape(piece) else "%25") + piece for piece in pieces[1:]
    )
    return quote(whole, safe=_URL_SIGNS, errors="replace")


def _is_escape(piece: str) -> bool:
    return len(piece) > 1 and all(char in "0123456789abcdefABCDEF" for char in piece[:2])


def _quoted(text: str, shell: Shell) -> str:
    """Quote ``text``, printable ASCII without a double quote, as one argument taken literally."""
    match shell:
        case Shell.BASH:
            return "'" + text.replace("'", r"'\''") + "'"
        case Shell.POWERSHELL:
            return "'" + text.replace("'", "''") + "'"
        case Shell.CMD:
            return f'"{text}"'
