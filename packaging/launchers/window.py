"""The frozen ``otp-gui``."""

import sys

from otp_gui.__main__ import main

sys.exit(main())
