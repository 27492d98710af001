"""The window as a process of its own, without a display."""

import os
import subprocess
import sys
from pathlib import Path

import otp_gui

ROOT = Path(otp_gui.__file__).parents[1]
PATIENCE_SECONDS = 60


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with ``arguments`` to its end, with files in ``home`` alone."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "OTP_GUI_HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
