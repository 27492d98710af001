"""Made-up JSON web tokens."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from otp_gui.domain.redact import Secret


def jwt(expires_in: timedelta) -> Secret:
    """Return one that expires in so long; its tail is ``9f3c``."""
    claims = json.dumps({"exp": (datetime.now(UTC) + expires_in).timestamp()}).encode()
    return Secret(
        f"eyJhbGciOiJub25lIn0.{urlsafe_b64encode(claims).decode().rstrip('=')}.made-up9f3c"
    )
