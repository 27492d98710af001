"""Environments in pasted text, by the host and the path of their base URLs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final
from urllib.parse import SplitResult, urlsplit

from otp_gui.domain.environment import Environment, is_loopback
from otp_gui.domain.finders.places import places

_LONGEST_REST: Final = 300
_REST: Final = r"""(?P<port>:\d{1,5})?(?P<path>/[^\s"'<>`\\?#]{0,256})?"""
# A longer name, a mailbox or somebody's user name: then it is not this host.
_NOT_BEFORE: Final = r"[\w.@-]$"
_NOT_AFTER: Final = r"[\w@-]|\.\w|:[^\s/@]{0,64}@"
_MAX_ADDRESSES: Final = 50
_DEFAULT_PORTS: Final = (None, 80, 443)


def find_environments(low: str, environments: Sequence[Environment]) -> list[str]:
    """Return the IDs of the environments that the text, in lower case, speaks of.

    Where a host serves several, those whose path is named too; all of them where no path tells.
    """
    by_host: dict[str, list[tuple[Environment, SplitResult]]] = {}
    for environment in environments:
        parts = _split(environment.base_url.lower())
        if parts is not None and parts.hostname:
            by_host.setdefault(parts.hostname, []).append((environment, parts))
    by_path: dict[str, None] = {}
    by_host_only: dict[str, None] = {}
    for host, served in by_host.items():
        for port, path in _named(low, host):
            here = [each for each in served if _same_port(each[1], port)]
            told = [environment.id for environment, parts in here if _within(path, parts.path)]
            by_path.update(dict.fromkeys(told))
            if not told:
                # This machine's own address says nothing: every log holds it.
                others = [each.id for each, _parts in here if not is_loopback(host)]
                by_host_only.update(dict.fromkeys(others))
    return list(by_path) or list(by_host_only)


def find_strangers(
    addresses: Iterable[str], environments: Sequence[Environment], *, among_known: bool
) -> Iterator[str]:
    """Yield the hosts, with their ports, of those ``addresses`` that are no environment's.

    Each begins with its host, in lower case. ``among_known`` where the text names an environment,
    too: then this machine's own address says nothing.
    """
    for address in islice(dict.fromkeys(filter(None, addresses)), _MAX_ADDRESSES):
        host = address.partition("/")[0]
        parts = _split(f"//{host}")
        if parts is None or (among_known and is_loopback(parts.hostname or "")):
            continue
        if not find_environments(address, environments):
            yield host


def _named(low: str, host: str) -> Iterator[tuple[int | None, str]]:
    """Yield the port and the path with which ``host`` is named, None where no port is."""
    spelled = f"[{host}]" if ":" in host else host
    rest = re.compile(_REST)
    for place in places(low, spelled):
        end = place + len(spelled)
        if re.search(_NOT_BEFORE, low[max(0, place - 1) : place]):
            continue
        if re.match(_NOT_AFTER, low[end : end + _LONGEST_REST]):
            continue
        if match := rest.match(low, end, end + _LONGEST_REST):
            yield int(match["port"][1:]) if match["port"] else None, match["path"] or ""


def _same_port(parts: SplitResult, port: int | None) -> bool:
    """Compare ports; the embedded sandbox has another one each time it starts."""
    if parts.port == 0:
        return True
    ours, theirs = (None if each in _DEFAULT_PORTS else each for each in (parts.port, port))
    return ours == theirs


def _within(path: str, base: str) -> bool:
    base = base.rstrip("/")
    return path == base or path.startswith(f"{base}/")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        # Reading the port is what finds a wrong one.
        _port = parts.port
    except ValueError:
        return None
    return parts
