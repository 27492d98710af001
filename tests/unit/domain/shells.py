"""How PowerShell and cmd read a command line, as their makers describe it.

Enough of it for one simple command; what would start another one, or a redirection, is an error.
"""

import re
from collections.abc import Iterator, Mapping

_SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"


def powershell_words(line: str, variables: Mapping[str, str]) -> list[str]:
    """Read a line as about_Quoting_Rules and about_Parsing have it."""
    words: list[str] = []
    rest = line
    while rest := rest.lstrip(" "):
        word, rest = _powershell_word(rest, variables)
        words.append(word)
    return words


def _powershell_word(text: str, variables: Mapping[str, str]) -> tuple[str, str]:
    if text[0] in _SINGLE_QUOTES:
        match = re.match(rf"[{_SINGLE_QUOTES}]((?:[^{_SINGLE_QUOTES}]|''){{0,}})'(?= |$)", text)
        assert match, text
        return match[1].replace("''", "'"), text[match.end() :]
    if text[0] == '"':
        match = re.match(r'"([^"`]*)"(?= |$)', text)
        assert match, text
        said = re.sub(r"\$env:(\w+)", lambda found: variables[found[1]], match[1])
        assert "$" not in said.replace(variables["OTP_TOKEN"], "")
        return said, text[match.end() :]
    match = re.match(r"[A-Za-z0-9.-]+(?= |$)", text)
    assert match, text
    return match[0], text[match.end() :]


def cmd_words(line: str, variables: Mapping[str, str]) -> list[str]:
    """Read a line as typed at the prompt: variables, then quotes, then the program's arguments."""
    expanded = _expanded(line, variables)
    quoted = False
    for char in expanded:
        if char == '"':
            quoted = not quoted
        assert quoted or char not in "&|<>^()\n", expanded
    assert not quoted
    return list(_arguments(expanded))


def _expanded(line: str, variables: Mapping[str, str]) -> str:
    """Replace variables; a name that is none leaves its percent sign, and reading goes on there."""
    out, place = "", 0
    while (start := line.find("%", place)) >= 0:
        out += line[place:start]
        end = line.find("%", start + 1)
        if end > 0 and (value := variables.get(line[start + 1 : end].upper())) is not None:
            out, place = out + value, end + 1
        else:
            out, place = out + "%", start + 1
    return out + line[place:]


def _arguments(line: str) -> Iterator[str]:
    """Split as the C runtime of Windows does; no argument here has a quote or backslash in it."""
    assert "\\" not in line
    for match in re.finditer(r'"([^"]*)"|([^" ]+)', line):
        yield match[1] if match[1] is not None else match[2]
