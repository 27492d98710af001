"""Where the sandbox answers, and which token it takes: known without the sandbox itself."""

from typing import Final

SANDBOX_TOKEN: Final = "sandbox-token"  # noqa: S105 - known to everybody, opens nothing
BASE_PATH: Final = "/api/n/otp-handler"
