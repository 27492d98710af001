"""The real window on real services, as the application puts them together."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from otp_gui import bootstrap
from otp_gui.bootstrap import Front, Parts
from otp_gui.domain.environment import presets
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.paths import Paths
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.scenarios import Scenario, catalogue
from otp_gui.ui.errands import Errands
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme
from otp_gui.ui.workplace import Workplace
from tests.ui.waiting import until

_SANDBOX: Final = presets()[2]
GUARDED: Final = replace(_SANDBOX, id="guarded", name="Guarded", confirm_complete=True)
"""The sandbox, but asking before completing."""


def session(number: int) -> Scenario:
    """Return the sandbox's session ``number``, as its request ID ends."""
    return next(s for s in catalogue() if s.request_id.endswith(f"{number:012}"))


CONFIRMED: Final = session(1)
WAITING: Final = session(2)
NOT_FOUND: Final = session(16)
STUCK: Final = session(11)
"""Its channel has to be restarted."""
MISMATCH: Final = session(18)
COOLING_DOWN: Final = session(19)
SILENT: Final = session(41)
"""Never answers."""
IN_TIME: Final = session(51)
"""Sent after 2 s, confirmed after 6 s."""
EXPIRING: Final = session(53)
DEAD: Final = session(54)
"""A channel that failed; sending again brings the next one."""
WITHOUT_PLUS: Final = session(55)
"""Started with the number spelled without a plus."""


@dataclass
class Desk:
    """A window with everything behind it; ``finished`` are the records of its checks."""

    window: MainWindow
    workplace: Workplace
    front: Front
    keeper: PreferencesKeeper
    parts: Parts
    tasks: Tasks
    errands: Errands
    language: LanguageSwitch
    finished: list[CheckRecord] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)

    @property
    def posts(self) -> int:
        """How many requests that change something have reached the sandbox."""
        return len([method for method in self.methods if method != "GET"])

    @property
    def gets(self) -> int:
        """How many requests that only read have reached the sandbox."""
        return self.methods.count("GET")

    @property
    def methods(self) -> list[str]:
        """The methods of all requests that have reached the sandbox, in order."""
        assert isinstance(self.parts.sandbox, SandboxHost)
        return [request.method for request in self.parts.sandbox.requests]

    def fill(self, what: Scenario) -> None:
        """Put a session into the form."""
        self.window.form.fill(what.request_id, what.recipient)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key on whatever has the focus in the window."""
        focused: QWidget | None = self.window.focusWidget()
        target = focused if focused is not None else self.window
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)

    async def check(self, what: Scenario) -> CheckRecord:
        """Check a session by the button and wait for its record."""
        before = len(self.finished)
        self.fill(what)
        self.window.form.complete_button.click()
        await until(lambda: len(self.finished) > before and not self.tasks.is_acting)
        return self.finished[-1]

    async def inspect(self, what: Scenario) -> None:
        """Inspect a session by the button and wait for the end."""
        self.fill(what)
        self.window.form.inspect_button.click()
        await self.idle()

    async def idle(self) -> None:
        """Wait until nothing runs."""
        await until(lambda: not self.tasks.is_acting)

    def click(self, name: str) -> None:
        """Press the button called ``name``."""
        button = self.widget(name)
        assert isinstance(button, QPushButton)
        assert button.isVisible(), name
        button.click()

    def offered(self) -> list[str]:
        """Return the names of the follow-ups on offer, as they stand there."""
        buttons = self.window.findChildren(QPushButton)
        shown = [b for b in buttons if b.objectName().startswith("followUp") and b.isVisible()]
        shown.sort(key=lambda button: (button.y(), button.x()))
        return [button.objectName().removeprefix("followUp") for button in shown]

    async def begin_silent(self) -> None:
        """Begin a call that will not be answered, and wait until it is out."""
        self.fill(SILENT)
        self.window.form.complete_button.click()
        await until(lambda: self.errands.check.may_have_been_sent and self.posts)

    async def rows(self) -> Sequence[CheckRecord]:
        """Return what the history holds."""
        return (await self.parts.history.page(HistoryQuery())).records

    def notices(self) -> list[str]:
        """Return the notices that stand above the form."""
        return self.window.notices.texts() if self.window.notices is not None else []

    def label(self, name: str) -> str:
        """Return the text of the label called ``name``."""
        found = self.window.findChild(QLabel, name)
        assert isinstance(found, QLabel), name
        return found.text()

    def widget(self, name: str) -> QWidget:
        """Return the widget called ``name``."""
        found = self.window.findChild(QWidget, name)
        assert isinstance(found, QWidget), name
        return found

    async def end(self) -> None:
        """End as the application does."""
        self.window.close()
        await self.tasks.close()
        await self.keeper.save()
        # An outcome that could not be kept in the test cannot be kept now.
        with suppress(StoreError):
            await self.parts.close()
        self.window.deleteLater()
        # Qt's own words and formats belong to all windows that are still to come.
        self.language.choose("en")


async def start(app: QApplication, theme: Theme, paths: Paths) -> Desk:
    """Show the window with the sandbox chosen, and bring its services."""
    # Qt would end the loop with the window, before the test has ended.
    app.setQuitOnLastWindowClosed(False)
    paths.create()
    front = bootstrap.front(paths)
    front.environments.save(GUARDED)
    tasks = Tasks(asyncio.get_running_loop())
    loaded, _damage = front.preferences.load()
    keeper = PreferencesKeeper(
        front.preferences, replace(loaded, environment=loaded.environment or _SANDBOX.id)
    )
    window = MainWindow(keeper.current, theme)
    window.show_environments(*front.environments.load(), keeper.current.environment)
    window.show()
    language = LanguageSwitch(app)
    workplace = Workplace(
        window,
        front=front,
        keeper=keeper,
        theme=theme,
        language=language,
        tasks=tasks,
    )
    parts = bootstrap.build(paths, Source.GUI, throw_away=True)
    try:
        notices = await parts.open()
    except StoreError as error:
        notices = [error.explanation]
    for notice in notices:
        window.tell(notice)
    errands = workplace.attach(parts)
    desk = Desk(window, workplace, front, keeper, parts, tasks, errands, language)
    errands.check.check_finished.connect(lambda case, *_: desk.finished.append(case.record))
    window.closed.connect(lambda: desk.closed.append(True))
    await until(lambda: not window.form.token_status.label.text().startswith("Looking"))
    # A shortcut works in the active window only, and nobody clicks on this one.
    window.activateWindow()
    await until(window.isActiveWindow)
    return desk
