"""The frozen ``otp-gui``."""

from otp_gui.__main__ import main

main()
