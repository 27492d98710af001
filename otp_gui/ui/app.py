"""Starts the application: a painted window first, everything slow after it.

Three steps, each paid for when the one before is on the screen: the window with its form; the loop
and what stands below the form; the services, which a worker thread loads (``session.py``).
"""

# First, so that it keeps the garbage collector out of all the imports below.
import otp_gui.no_collection  # noqa: F401

# isort: split

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import shiboken6
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from otp_gui import bootstrap
from otp_gui.paths import HOME_VARIABLE, NoHomeError, Paths, default, under
from otp_gui.ui.collector import Collector
from otp_gui.ui.first_frame import FirstFrame
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.link_events import Application
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.single_instance import Entrance, Seat, seat_for
from otp_gui.ui.start_failure import told_if_fatal
from otp_gui.ui.theme import STYLE_ARGUMENTS, Theme

_NAME: Final = "otp-gui"
_SANDBOX: Final = "sandbox"
_PAINT_LIMIT_MS: Final = 1000
"""A window that starts minimised is never painted, and the rest is wanted all the same."""


class Wishes(NamedTuple):
    """What the command line asks for.

    ``demo`` starts on the sandbox, with files that go with the process unless ``OTP_GUI_HOME`` is
    set; ``language`` goes before the one chosen in the window; ``tour`` is the directory for the
    screenshots of a tour of the sandbox's sessions; ``link`` is to fill the form. ``quits`` opens
    no window: it asks the one that is open to close.
    """

    demo: bool = False
    language: str | None = None
    tour: Path | None = None
    link: str | None = None
    quits: bool = False

    @property
    def keeps_to_itself(self) -> bool:
        """Whether the window is no other start's business, nor another window its own."""
        throw_away = self.demo and not os.environ.get(HOME_VARIABLE)
        return throw_away or self.tour is not None


def run(wishes: Wishes) -> int:
    """Run the window until it is closed and return the exit code of the process."""
    with told_if_fatal():
        app = Application([_NAME, *STYLE_ARGUMENTS])
    collector = Collector(app)
    app.setApplicationName(_NAME)
    app.setDesktopFileName(_NAME)
    # Were Qt to quit with the window, the loop would end before what is in flight has.
    app.setQuitOnLastWindowClosed(False)
    try:
        with _paths(wishes) as paths:
            seat = _seat(paths, wishes)
            if wishes.quits:
                return _quit(seat)
            if seat is not None and not seat.is_ours and _is_led_to_the_window(seat, wishes):
                return 0
            return _run_at(paths, app, collector, wishes, seat)
    except NoHomeError as error:
        from otp_gui.ui import session  # noqa: PLC0415 - as below

        return session.run(app, partial(session.tell_no_home, error))


def let_go() -> None:
    """Have Qt leave what was copied to the desktop, as the last thing of the process."""
    app = QApplication.instance()
    if app is not None:
        # Qt's own ``shutdown()`` would take the objects of other threads along, under their feet.
        shiboken6.delete(app)


def _seat(paths: Paths, wishes: Wishes) -> Seat | None:
    """Take the seat, or find it taken; None where there can be none."""
    if wishes.keeps_to_itself:
        return None
    seat = seat_for(paths, demo=wishes.demo)
    try:
        if seat is not None:
            seat.take()
    except OSError:
        return None
    return seat


def _is_led_to_the_window(seat: Seat, wishes: Wishes) -> bool:
    """Let the window that is open do what this one was started for, if it answers."""
    from otp_gui.ui.second_start import deliver, this_start  # noqa: PLC0415 - not for the first window

    return deliver(seat, this_start(wishes.link))


def _quit(seat: Seat | None) -> int:
    """Return 0 where no window is open any more, 1 where one stays."""
    if seat is None or seat.is_ours:
        return 0
    from otp_gui.ui.second_start import ask_to_quit  # noqa: PLC0415 - not for the first window

    return 0 if ask_to_quit(seat) else 1


def _run_at(
    paths: Paths, app: Application, collector: Collector, wishes: Wishes, seat: Seat | None
) -> int:
    try:
        first = _show_first_frame(app, paths, wishes)
    except FileNotFoundError:
        first = None
    # asyncio and qasync cost a third of a bare window's start: they come when ours is there.
    from otp_gui.ui import session  # noqa: PLC0415

    if first is None:
        return session.run(app, session.tell_incomplete)
    entrance = Entrance(wishes.link, seat, app.hand_links_to)
    made = session.Session(
        app, first, collector, demo=wishes.demo, tour=wishes.tour, entrance=entrance
    )
    return session.run(app, made.live)


@contextmanager
def _paths(wishes: Wishes) -> Iterator[Paths]:
    """Say where files live; those of a demo go with the process."""
    if not wishes.demo or os.environ.get(HOME_VARIABLE):
        yield default()
        return
    import tempfile  # noqa: PLC0415 - for a demo only

    with tempfile.TemporaryDirectory(prefix=f"{_NAME}-demo-") as home:
        yield under(Path(home))


def _show_first_frame(app: QApplication, paths: Paths, wishes: Wishes) -> FirstFrame:
    """Show the window and return once it is painted.

    :raises FileNotFoundError: where resources are missing, which means a broken installation.
    """
    front = bootstrap.front(paths)
    preferences, damage = front.preferences.load()
    if wishes.demo:
        preferences = replace(preferences, environment=_SANDBOX)
    language = LanguageSwitch(app)
    language.choose(wishes.language or preferences.language)
    theme = Theme(app, icons=False)
    theme.apply(app, preferences.scheme)
    window = MainWindow(preferences, theme)
    if damage is not None:
        window.tell(damage)
    window.show_environments(*front.environments.load(), preferences.environment)
    window.show()
    _wait_for_paint(app, window)
    theme.draw_icons()
    return FirstFrame(window, front, preferences, theme, language)


def _wait_for_paint(app: QApplication, window: MainWindow) -> None:
    limit = QTimer(window)
    limit.setSingleShot(True)
    limit.start(_PAINT_LIMIT_MS)
    while limit.isActive() and not window.is_painted:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    limit.stop()
