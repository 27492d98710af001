"""A desktop of one's own: a screen, a session bus with a real keyring, and a reader's eyes."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped]  # ships no types

from otp_gui.paths import HOME_VARIABLE, under
from tests.contract.keyring_session import Bus, keyring_session
from tests.e2e.accessible import State, Widget, applications, process_of
from tests.e2e.program import NotThereError, Program, running
from tests.e2e.screen import Hands, virtual_screen

OPERATOR: Final = "agent-7"
PROVISIONED: Final = "# Provisioned by the help desk"
_REGISTRY: Final = "/usr/libexec/at-spi2-registryd"
_COLUMNS: Final = (
    "request_id, recipient, environment, verdict, failure, http_status, source, operator"
)


def login(number: int) -> tuple[str, str]:
    """Return request ID and recipient of the sandbox's session ``number``."""
    return f"00000000-0000-4000-8000-{number:012}", f"+799900000{number:02}"


def provision(
    home: Path, name: str, base_url: str, kind: str = "custom", *, confirm: bool = False
) -> None:
    """Provision one environment, as an administrator does.

    Its time limit is beyond any test's patience; the keyring keeps its token by ``name``.
    """
    file = under(home).environments
    file.parent.mkdir(parents=True)
    file.write_text(
        f"{PROVISIONED}\n"
        "[[environment]]\n"
        f'id = "{name}"\n'
        'name = "Help desk"\n'
        f'base_url = "{base_url}"\n'
        f'kind = "{kind}"\n'
        f"confirm_complete = {str(confirm).lower()}\n"
        "timeout_seconds = 300\n"
    )


class Row(NamedTuple):
    """What the history file holds of a check."""

    request_id: str
    recipient: str
    environment: str
    verdict: str
    failure: str | None
    http_status: int | None
    source: str
    operator: str


@dataclass(frozen=True, slots=True)
class Desktop:
    """Where a program runs, and the hands and eyes of whoever sits before it."""

    bus: Bus
    hands: Hands
    eyes: DBusConnection

    def variables(self, home: Path | None) -> dict[str, str]:
        """Return all that a program with its files under ``home`` inherits."""
        kept = {} if home is None else {HOME_VARIABLE: str(home)}
        return {
            **self.bus.environment,
            **kept,
            "DISPLAY": self.hands.display,
            "LOGNAME": OPERATOR,
            "QT_QPA_PLATFORM": "xcb",
        }

    def readable(self, home: Path) -> dict[str, str]:
        """Return the variables of a program that a screen reader can read."""
        return {
            **self.variables(home),
            "AT_SPI_BUS_ADDRESS": self.bus.address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            # Qt warns of every question that comes after a widget has gone.
            "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",
        }


@contextmanager
def desktop() -> Iterator[Desktop]:
    """Set up a desktop, and take it away with all its processes."""
    with ExitStack() as stack:
        bus = stack.enter_context(keyring_session())
        display = stack.enter_context(virtual_screen())
        eyes = stack.enter_context(closing(bus.connect()))
        registry = subprocess.Popen(
            [_REGISTRY],
            env={**bus.environment, "DISPLAY": display, "AT_SPI_BUS_ADDRESS": bus.address},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with registry:
            try:
                assert registry.stdout is not None
                # It says that it runs, with the name that it has then.
                assert b"org.a11y.atspi.Registry" in registry.stdout.readline()
                yield Desktop(bus, Hands(display), eyes)
            finally:
                registry.terminate()


@dataclass(slots=True)
class Window:
    """The window of a running program, as seen and touched from outside."""

    program: Program
    desktop: Desktop
    home: Path
    _seen: dict[str, Widget] = field(default_factory=dict)

    @property
    def hands(self) -> Hands:
        """The person's hands."""
        return self.desktop.hands

    def application(self) -> Widget:
        """Return the program as a screen reader sees it.

        :raises NotThereError: where it does not yet.
        """
        for found in applications(self.desktop.eyes):
            if process_of(found) == self.program.process.pid:
                return found
        raise NotThereError("the program cannot be read")

    def widget(self, name: str) -> Widget:
        """Wait for the widget called ``name``, and return it."""
        return self.program.until(lambda: self._look_for(name), name)

    def wait_for(self, name: str, text: str = "") -> str:
        """Wait until ``name`` is on screen and says ``text``, or anything; return all its words."""

        def said() -> str:
            widget = self._look_for(name)
            words = widget.words
            if State.SHOWING not in widget.states or text not in words:
                raise NotThereError(f"it says {words!r}")
            return words

        return self.program.until(said, f"{name} to say {text}")

    def wait_until_ready(self) -> None:
        """Wait until what is in the form could be sent."""
        button = self.widget("completeButton")
        self.program.until(lambda: State.SENSITIVE in button.states, "the button to be enabled")

    def turn_to(self, title: str = "OTP GUI") -> int:
        """Wait for a window with this title, give it the keyboard, and return it."""
        found = self.program.until(
            lambda: self.hands.window(self.program.process.pid, title), f"a window {title}"
        )
        self.hands.focus(found)
        return found

    def focus(self, name: str) -> None:
        """Give the keyboard to the widget called ``name``."""
        widget = self.widget(name)
        widget.focus()
        self.program.until(lambda: State.FOCUSED in widget.states, f"{name} to have the focus")

    def click(self, name: str) -> None:
        """Click on the widget called ``name``, once it can be used."""
        widget = self.widget(name)
        self.program.until(
            lambda: widget.states >= {State.SHOWING, State.SENSITIVE}, f"{name} to be enabled"
        )
        self.hands.click(widget.box.centre)

    def click_newest_row(self) -> None:
        """Click on the row on top of the history, once it is there."""
        table = self.widget("historyTable")
        place = self.program.until(lambda: table.cell(0, 0).box, "a row in the history")
        self.hands.click(place.centre)

    def wait_until_gone(self, name: str) -> None:
        """Wait until no widget called ``name`` can be seen."""

        def gone() -> bool:
            try:
                return State.SHOWING not in self._look_for(name).states
            except NotThereError:
                return True

        self.program.until(gone, f"{name} to go")

    def fill(self, request_id: str, recipient: str) -> None:
        """Type both into the form, in place of what is there."""
        for name, text in (("requestIdEdit", request_id), ("recipientEdit", recipient)):
            self.click(name)
            self.hands.press("ctrl+a")
            self.hands.type(text)
            self.wait_for(name, text)
        self.wait_until_ready()

    def close(self) -> int:
        """Close the window, and return the exit code of the program."""
        self.hands.close(self.turn_to())
        return self.program.end()

    def rows(self) -> list[Row]:
        """Return what the history file holds, oldest first."""
        file = under(self.home).history
        if not file.exists():
            return []
        with closing(sqlite3.connect(file)) as database:
            if not database.execute("SELECT 1 FROM sqlite_schema").fetchone():
                return []
            found = database.execute(f"SELECT {_COLUMNS} FROM checks ORDER BY id")  # noqa: S608 - constants
            return [Row(*row) for row in found]

    def wait_for_rows(self, *verdicts: str) -> list[Row]:
        """Wait until the history file holds rows with just these verdicts, oldest first."""
        self.program.until(
            lambda: tuple(row.verdict for row in self.rows()) == verdicts, f"rows {verdicts}"
        )
        return self.rows()

    def _look_for(self, name: str) -> Widget:
        known = self._seen.get(name)
        try:
            if known is not None and known.object_name == name:
                return known
        except NotThereError:
            pass
        found = self._seen[name] = self.application().find(name)
        return found


@contextmanager
def window(desktop: Desktop, home: Path, *arguments: str, **variables: str) -> Iterator[Window]:
    """Start the program with its files under ``home``, and wait for its window."""
    with running(*arguments, variables={**desktop.readable(home), **variables}) as program:
        opened = Window(program, desktop, home)
        opened.turn_to()
        yield opened
