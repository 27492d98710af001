"""The console twin ``otp-check``."""
