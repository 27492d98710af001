"""Where files live: the platform's conventions, or everything under ``OTP_GUI_HOME``."""

import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "OTP_GUI_HOME"
_APP = "otp-gui"


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
        """Make the directories, readable by their owner only (0700).

        :raises OSError: where the file system refuses.
        """
        for directory in (self.config, self.data, self.logs):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.name == "posix":
                directory.chmod(0o700)


def under(home: Path) -> Paths:
    """Return the paths of an installation that keeps everything under ``home``."""
    return Paths(home / "config", home / "data", home / "logs")


def default() -> Paths:
    """Return the current user's paths: ``OTP_GUI_HOME`` if set, else the platform's convention."""
    if home := os.environ.get(HOME_VARIABLE):
        return under(Path(home).expanduser().resolve())
    # 22 ms to import, and not needed where OTP_GUI_HOME is set.
    import platformdirs  # noqa: PLC0415

    return Paths(
        platformdirs.user_config_path(_APP, appauthor=False),
        platformdirs.user_data_path(_APP, appauthor=False),
        platformdirs.user_log_path(_APP, appauthor=False),
    )
