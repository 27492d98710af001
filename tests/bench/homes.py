"""Homes of made-up users, with as much in their history as a bench asks for."""

import shutil
from dataclasses import replace
from pathlib import Path

from otp_gui import bootstrap
from otp_gui.paths import Paths, under


def home_with(file: Path | None, home: Path) -> Paths:
    """Lay out a user's files with a copy of ``file`` as the history, kept for ever."""
    paths = under(home)
    paths.create()
    front = bootstrap.front(paths)
    preferences, _damage = front.preferences.load()
    front.preferences.save(replace(preferences, retention_days=None))
    if file is not None:
        shutil.copyfile(file, paths.history)
        paths.history.chmod(0o600)
    return paths
