"""What the program is called, by people and by their shells."""

from typing import Final

PROGRAM: Final = "otp-check"
COMPLETE_VARIABLE: Final = "_OTP_CHECK_COMPLETE"
"""Holds what the completion script of a shell asks for."""
