"""The channels of the sandbox's logins, as getChannel tells them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to reach the user, and how far it has come; the words are the wire's.

    ``remaining`` are the attempts left to type the code. ``settings`` and ``more`` are further
    fields, of the settings and of the channel itself, which no reference names.
    """

    type: str
    label: str
    status: str = "sent"
    code_type: str = "code"
    code_length: int | None = 4
    lifetime: int = 300
    tries: int = 3
    restarts: int = 2
    remaining: int = 3
    payload: Mapping[str, object] | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    def fields(self) -> Mapping[str, object]:
        """Return the object that getChannel answers with; ``payload`` is the one optional field."""
        code = {} if self.code_length is None else {"code": {"length": self.code_length}}
        return {
            "type": self.type,
            "status": self.status,
            "label": self.label,
            "codeType": self.code_type,
            **({} if self.payload is None else {"payload": self.payload}),
            "settings": {
                "lifetime": self.lifetime,
                "numberOfTries": self.tries,
                "numberOfRestart": self.restarts,
                **code,
                **self.settings,
            },
            "remainingCodeAttempts": self.remaining,
            **self.more,
        }

    def at(self, status: str, *, remaining: int | None = None) -> "Channel":
        """Return this channel as it stands later."""
        left = self.remaining if remaining is None else remaining
        return replace(self, status=status, remaining=left)


SMS: Final = Channel(type="sms", label="SMS", payload={"sender": "SANDBOX"})
VIBER: Final = Channel(type="viber", label="Viber", code_length=6)
WHATSAPP: Final = Channel(type="whatsapp", label="WhatsApp", code_length=6)
VOICE: Final = Channel(type="voice", label="Voice call", lifetime=120, restarts=1)
PUSH: Final = Channel(
    type="sim_push",
    label="SIM push",
    code_type="codeless",
    code_length=None,
    lifetime=60,
    restarts=1,
    payload={"text": "Confirm the login"},
)
PIGEON: Final = Channel(
    type="carrier_pigeon",
    label="Carrier pigeon",
    lifetime=86_400,
    tries=1,
    remaining=1,
    payload={"name": "Gertrude", "ring": "RU-7999"},
    settings={"tailwind": True, "code": {"length": 4, "alphabet": "runes"}},
    more={"altitudeMeters": 120, "loft": {"city": "Omsk", "perches": [1, 2, 3]}},
)
"""A channel that no reference names, with fields that none names either."""
