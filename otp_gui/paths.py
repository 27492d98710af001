"""Where files live: the platform's conventions, or everything under ``OTP_GUI_HOME``."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from otp_gui.domain.display import visible
from otp_gui.domain.phrase import Phrase, phrase

HOME_VARIABLE = "OTP_GUI_HOME"
_APP = "otp-gui"
_OTHERS = 0o077


class NoHomeError(Exception):
    """``OTP_GUI_HOME`` names no directory; ``explanation`` is for the user."""

    def __init__(self, explanation: Phrase) -> None:
        super().__init__(explanation.template)
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Paths:
    """The directories of one user; :meth:`create` makes them private."""

    config: Path
    data: Path
    logs: Path

    @property
    def environments(self) -> Path:
        """The administrator's and user's list of environments."""
        return self.config / "environments.toml"

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
