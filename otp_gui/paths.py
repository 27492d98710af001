"""Where files live: the platform's conventions, or everything under ``OTP_GUI_HOME``."""

import errno
import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

from otp_gui.domain.display import visible
from otp_gui.domain.phrase import Phrase, phrase

HOME_VARIABLE = "OTP_GUI_HOME"
SYSTEM_VARIABLE = "OTP_GUI_SYSTEM"
_APP = "otp-gui"
_ENVIRONMENTS = "environments.toml"
_POLICY = "policy.toml"
_SHELL_FOLDERS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
_OTHERS = 0o077


class NoHomeError(Exception):
    """``OTP_GUI_HOME`` names no directory; ``explanation`` is for the user."""

    def __init__(self, explanation: Phrase) -> None:
        super().__init__(explanation.template)
        self.explanation = explanation


def system_directory() -> Path:
    """Return where an administrator puts what counts for every user, ``OTP_GUI_HOME`` or not.

    ``OTP_GUI_SYSTEM`` names another place, for tests. It is heeded only where the platform's place
    holds nothing: no variable of a user's is to switch off what was locked there.
    """
    place = _platforms_place() / _APP
    other = os.environ.get(SYSTEM_VARIABLE)
    if not other or any(_is_there(place / name) for name in (_ENVIRONMENTS, _POLICY)):
        return place
    return Path(other).absolute()


def _platforms_place() -> Path:
    if sys.platform == "win32":
        # Not of the variable PROGRAMDATA alone: any process can be given another one.
        import winreg  # noqa: PLC0415 - there only

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _SHELL_FOLDERS) as key:
                return Path(winreg.QueryValueEx(key, "Common AppData")[0])
        except OSError:
            return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData"))
    if sys.platform == "darwin":
        return Path("/Library/Application Support")
    return Path("/etc")


def _is_there(file: Path) -> bool:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # Where nobody may look, there is something to see.
        return True
    return True


@dataclass(frozen=True, slots=True)
class Paths:
    """The directories of one user, and the administrator's; :meth:`create` makes them private.

    ``system`` is the administrator's: nothing is ever written there.
    """

    config: Path
    data: Path
    logs: Path
    system: Path = field(default_factory=system_directory)

    @property
    def environments(self) -> Path:
        """The user's list of environments."""
        return self.config / _ENVIRONMENTS

    @property
    def provided_environments(self) -> Path:
        """The administrator's list of environments."""
        return self.system / _ENVIRONMENTS

    @property
    def policy(self) -> Path:
        """What the administrator has locked."""
        return self.system / _POLICY

    @property
    def settings(self) -> Path:
        """What the user chose in the window."""
        return self.config / "settings.toml"

    @property
    def history(self) -> Path:
        """The SQLite file with every call."""
        return self.data / "history.sqlite3"

    @property
    def log(self) -> Path:
        """The current log file."""
        return self.logs / "otp-gui.log"

    def create(self) -> None:
        """Make the directories, with what they lie in, for their owner only (0700).

        Those that exist lose the permissions of others, where their owner may change that.

        :raises OSError: where the file system refuses one; the others are made all the same.
        """
        refusals = []
        for directory in (self.config, self.data, self.logs):
            try:
                _make(directory)
                _close_to_others(directory)
            except OSError as error:
                refusals.append(error)
        if refusals:
            raise refusals[0]


def _make(directory: Path) -> None:
    if not directory.parent.exists():
        _make(directory.parent)
    directory.mkdir(mode=0o700, exist_ok=True)


def _close_to_others(directory: Path) -> None:
    mode = stat.S_IMODE(directory.stat().st_mode)
    if os.name != "posix" or not mode & _OTHERS:
        return
    try:
        directory.chmod(mode & ~_OTHERS)
    except OSError as error:
        # An administrator made it, and can be trusted to know for whom.
        if error.errno not in (errno.EPERM, errno.EACCES, errno.EROFS):
            raise


def under(home: Path) -> Paths:
    """Return the paths of an installation that keeps everything under ``home``."""
    return Paths(home / "config", home / "data", home / "logs")


def default() -> Paths:
    """Return the current user's paths: ``OTP_GUI_HOME`` if set, else the platform's convention.

    :raises NoHomeError: where that variable names nothing that could be a directory.
    """
    if home := os.environ.get(HOME_VARIABLE):
        try:
            return under(Path(home).expanduser().resolve())
        except (RuntimeError, OSError) as error:
            # An unknown user, or links that lead round in a circle.
            raise NoHomeError(
                phrase(
                    "The variable {name} names no directory: {value}",
                    name=HOME_VARIABLE,
                    value=visible(home)[0],
                )
            ) from error
    # 22 ms to import, and not needed where OTP_GUI_HOME is set.
    import platformdirs  # noqa: PLC0415

    return Paths(
        platformdirs.user_config_path(_APP, appauthor=False),
        platformdirs.user_data_path(_APP, appauthor=False),
        platformdirs.user_log_path(_APP, appauthor=False),
    )
