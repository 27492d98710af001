"""What is there when the window is painted for the first time, and the rest can be built on it."""

from typing import NamedTuple

from otp_gui.bootstrap import Front
from otp_gui.domain.preferences import Preferences
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.theme import Theme


class FirstFrame(NamedTuple):
    """The window and what it was made from; ``preferences`` as they were loaded."""

    window: MainWindow
    front: Front
    preferences: Preferences
    theme: Theme
    language: LanguageSwitch
