"""The frozen ``otp-check``."""

from otp_gui.cli.main import main

main()
