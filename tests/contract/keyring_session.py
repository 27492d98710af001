"""A real gnome-keyring on a private bus, in a home that is thrown away; no desktop is touched."""

import gc
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import keyring.backend
import keyring.core
import secretstorage
from jeepney import MatchRule, message_bus  # type: ignore[import-untyped]  # it ships no types
from jeepney.io.blocking import (  # type: ignore[import-untyped]
    DBusConnection,
    Proxy,
    open_dbus_connection,
)

_SERVICE: Final = "org.freedesktop.secrets"
_PATIENCE_SECONDS: Final = 60.0
# No service directory: on this bus nothing is started on demand, and no prompt can be shown.
_BUS_CONFIGURATION: Final = """
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass(frozen=True, slots=True)
class Bus:
    """A private session bus; ``address`` belongs into ``DBUS_SESSION_BUS_ADDRESS``."""

    address: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of a process on this bus, without a display."""
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home),
            "DBUS_SESSION_BUS_ADDRESS": self.address,
        }

    def connect(self) -> DBusConnection:
        """Open a connection; the caller closes it."""
        return open_dbus_connection(self.address)

    def lock(self) -> None:
        """Lock the keyring, as a screen lock may do."""
        with closing(self.connect()) as connection:
            secretstorage.Collection(connection).lock()


@contextmanager
def private_bus() -> Iterator[Bus]:
    """Run a bus on which there is no keyring."""
    with ExitStack() as stack:
        # A socket's path holds 107 characters: pytest's own directories may be too deep.
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="otp-bus-")))
        configuration = home / "bus.conf"
        configuration.write_text(_BUS_CONFIGURATION.format(socket=escape(str(home / "bus"))))
        command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"]
        process = stack.enter_context(_running(command))
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        assert address, "dbus-daemon did not start"
        yield Bus(address, home)


@contextmanager
def keyring_session(*, set_up: bool = True) -> Iterator[Bus]:
    """Run a bus with a gnome-keyring on it: unlocked, or never ``set_up`` by its user."""
    with private_bus() as bus, closing(bus.connect()) as connection:
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        if set_up:
            command.append("--unlock")
        with _running(command, bus.environment, b"made-up password"):
            _wait_for_service(connection)
            yield bus


@contextmanager
def silent_service() -> Iterator[Bus]:
    """Run a bus whose keyring takes every call and never answers."""
    with private_bus() as bus, closing(bus.connect()) as connection:
        Proxy(message_bus, connection).RequestName(_SERVICE)
        yield bus


@contextmanager
def _running(
    command: list[str], environment: dict[str, str] | None = None, typed: bytes = b""
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        assert process.stdin is not None
        process.stdin.write(typed)
        process.stdin.close()
        try:
            yield process
        finally:
            process.terminate()


def _wait_for_service(connection: DBusConnection) -> None:
    rule = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
    rule.add_arg_condition(0, _SERVICE)
    bus = Proxy(message_bus, connection)
    with connection.filter(rule) as signals:
        bus.AddMatch(rule)
        while not bus.NameHasOwner(_SERVICE)[0]:
            connection.recv_until_filtered(signals, timeout=_PATIENCE_SECONDS)


@contextmanager
def fresh_library() -> Iterator[None]:
    """Let ``keyring`` search for its backend as in a new process, and leave nothing of it behind.

    It keeps open its connection wherever an exception ends a call; the collector closes it.
    """
    _forget_backend()
    try:
        yield
    finally:
        await_calls()
        gc.collect()
        _forget_backend()


def await_calls() -> None:
    """Wait until no vault's thread is left: at the latest, a call ends with its bus."""
    for thread in threading.enumerate():
        if thread.name == "otp-gui keyring":
            thread.join(_PATIENCE_SECONDS)
            assert not thread.is_alive(), "a call to a keyring still hangs"


def _forget_backend() -> None:
    registered: set[type] = keyring.backend.KeyringBackend._classes
    registered -= {cls for cls in registered if not cls.__module__.startswith("keyring.backends.")}
    keyring.core._keyring_backend = None
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
