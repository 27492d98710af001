"""What a screen reader sees and does: the window's widgets over AT-SPI.

The interfaces and numbers are those of AT-SPI2: ``xml/*.xml`` and ``atspi-constants.h`` of
at-spi2-core.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, NamedTuple

from jeepney import DBusAddress, MessageType, new_method_call  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped]  # ships no types

from tests.e2e.program import PATIENCE_SECONDS, NotThereError

_REGISTRY: Final = "org.a11y.atspi.Registry"
_ROOT: Final = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_SCREEN: Final = 0
_LABELLED_BY: Final = 2


class State(IntEnum):
    """Bits of an accessible object's state."""

    FOCUSABLE = 11
    FOCUSED = 12
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25


class Box(NamedTuple):
    """A place on the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Widget:
    """An accessible object; everything raises :class:`NotThereError` once it is gone."""

    connection: DBusConnection = field(repr=False, compare=False)
    application: str
    path: str

    @property
    def object_name(self) -> str:
        """The ``objectName``: the last part of the accessible id, which is a path."""
        identifier: str = self._property(_ACCESSIBLE, "AccessibleId")
        return identifier.rpartition(".")[2]

    @property
    def name(self) -> str:
        """What a screen reader calls it; of a label, its text."""
        name: str = self._property(_ACCESSIBLE, "Name")
        return name

    @property
    def role(self) -> str:
        """Return what it is, such as ``push button``."""
        role: str = self._call(_ACCESSIBLE, "GetRoleName")
        return role

    @property
    def states(self) -> frozenset[State]:
        """Return those of its states that tests ask for."""
        low, high = self._call(_ACCESSIBLE, "GetState")
        return frozenset(state for state in State if (low | high << 32) >> state & 1)

    @property
    def children(self) -> list["Widget"]:
        """Return what is in it."""
        found = self._call(_ACCESSIBLE, "GetChildren")
        return [Widget(self.connection, *reference) for reference in found]

    @property
    def labels(self) -> list["Widget"]:
        """Return what stands beside it as its label."""
        relations = dict(self._call(_ACCESSIBLE, "GetRelationSet"))
        found = relations.get(_LABELLED_BY, ())
        return [Widget(self.connection, *reference) for reference in found]

    @property
    def words(self) -> str:
        """Return what it says: a field or a text to read has a text, a label is called by its."""
        if self.role != "text":
            return self.name
        text: str = self._call("org.a11y.atspi.Text", "GetText", "ii", (0, -1))
        return text

    @property
    def box(self) -> Box:
        """Return where it is on the screen."""
        place = self._call("org.a11y.atspi.Component", "GetExtents", "u", (_SCREEN,))
        return Box(*place)

    def cell(self, row: int, column: int) -> "Widget":
        """Return a cell of a table; what there is not is gone from the start."""
        reference = self._call("org.a11y.atspi.Table", "GetAccessibleAt", "ii", (row, column))
        return Widget(self.connection, *reference)

    def write(self, text: str) -> None:
        """Put ``text`` into a field, in place of what is there."""
        done = self._call("org.a11y.atspi.EditableText", "SetTextContents", "s", (text,))
        assert done, f"{self.object_name} takes no text"

    def press(self) -> None:
        """Do what a click does."""
        self._do("Press")

    def focus(self) -> None:
        """Give it the keyboard."""
        self._do("SetFocus")

    def _do(self, action: str) -> None:
        names = [name for name, *_ in self._call("org.a11y.atspi.Action", "GetActions")]
        done = self._call("org.a11y.atspi.Action", "DoAction", "i", (names.index(action),))
        assert done, f"{self.object_name} does not do {action}"

    def walk(self) -> Iterator["Widget"]:
        """Yield this and everything in it, from top to bottom."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, object_name: str) -> "Widget":
        """Return the widget with this ``objectName``; a dialog comes before what it covers.

        :raises NotThereError: where there is none.
        """
        for child in self.children[::-1]:
            if child.object_name == object_name:
                return child
            try:
                return child.find(object_name)
            except NotThereError:
                continue
        raise NotThereError(f"there is no {object_name}")

    def _property(self, interface: str, name: str) -> Any:  # noqa: ANN401 - D-Bus has any type
        properties = "org.freedesktop.DBus.Properties"
        _signature, value = self._call(properties, "Get", "ss", (interface, name))
        return value

    def _call(
        self, interface: str, member: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> Any:  # noqa: ANN401 - D-Bus has any type
        address = DBusAddress(self.path, self.application, interface)
        message = new_method_call(address, member, signature, body)
        reply = self.connection.send_and_get_reply(message, timeout=PATIENCE_SECONDS)
        if reply.header.message_type is MessageType.error:
            raise NotThereError(f"{member} of {self.path}: {reply.body}")
        return reply.body[0]


def applications(connection: DBusConnection) -> list[Widget]:
    """Return the applications that can be seen."""
    return Widget(connection, _REGISTRY, _ROOT).children


def process_of(widget: Widget) -> int:
    """Return the ID of the process that a widget is of.

    :raises NotThereError: once that has ended.
    """
    bus = Widget(widget.connection, "org.freedesktop.DBus", "/org/freedesktop/DBus")
    found: int = bus._call(
        "org.freedesktop.DBus", "GetConnectionUnixProcessID", "s", (widget.application,)
    )
    return found
