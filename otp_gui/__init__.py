"""OTP GUI: says what state a login is in, what it means and who has to do what next."""

__version__ = "0.1.0"
