"""How long a megabyte of pasted text takes, whatever it is made of."""

import random
import time
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from otp_gui.domain.environment import presets
from otp_gui.domain.pasted import find
from tests.bench.figures import Figure

_LENGTH: Final = 1_000_000
_BOUND_MS: Final = 200.0
_ROUNDS: Final = 3
_REPEATED: Final = {
    "one letter": "a",
    "spaces": " ",
    "plus signs": "+",
    "sevens": "7",
    "sevens and spaces": "7 ",
    "sevens and dashes": "7-",
    "full-width digits": "７９９９０００",
    "dashes": "-",
    "pieces of UUIDs": "-1111",
    "slashes": "/",
    "backslashes": "\\",
    "brackets": "(",
    "percent escapes": "%2B",
    "nested quotes": '"\\"\'',
    "nested JSON": '[{"a":',
    "near-phones": "+7 999 000 11 2x ",
    "cards": "4276 3800 1234 5678 ",
    "one phone": "89990001122,",
    "labels of IDs": "requestId=",
    "labels of phones": "Телефон клиента: номер ",
    "labels of tokens": "authorization: bearer ",
    "token=token=": "token=",
    "tokens": f"Bearer {'a1' * 50} ",
    "beginnings of JWTs": "eyJ",
    "pieces of JWTs": "eyJaaaaaaaaaa.",
    "addresses": "/otp-handler/a1/status?recipient=%2B79990001122 ",
    "broken addresses": "/otp-handler/",
    "ends of addresses": f"{'a' * 700}/checkStatusAndComplete",
    "links": "otp-gui://",
    "hosts": "https://online.sigmasms.ru/api/n/otp-handler/",
    "JSON": '{"phone":"+79990001122","id":1234567890,"ts":"2025-11-23T12:52:03.123Z"}\n',
    "a capital that grows in lower case": "İ",
}


def measure() -> list[Figure]:
    """Find in each shape, and tell the slowest and the median of its kind."""
    environments = presets()
    find("8 999 000 11 22", environments)  # reads the metadata of phone numbers
    readings: dict[str, float] = {}
    for name, text in _shapes():
        rounds = []
        for _each in range(_ROUNDS):
            began = time.perf_counter()
            find(text, environments)
            rounds.append((time.perf_counter() - began) * 1000)
        readings[name] = min(rounds)
    slowest = sorted(readings, key=lambda name: -readings[name])[:3]
    return [
        Figure(
            "finding in 1 MB of pasted text, the slowest shape",
            readings[slowest[0]],
            _BOUND_MS,
            "ms",
            ", ".join(f"{name} {readings[name]:.0f} ms" for name in slowest)
            + f"; {len(readings)} shapes, best of {_ROUNDS}",
        )
    ]


def _shapes() -> Iterator[tuple[str, str]]:
    for name, piece in _REPEATED.items():
        yield name, (piece * (_LENGTH // len(piece) + 1))[:_LENGTH]
    chance = random.Random(1)  # noqa: S311 - the same texts each time
    yield "digits", "".join(chance.choices("0123456789", k=_LENGTH))
    yield "hexadecimal digits", "".join(chance.choices("0123456789abcdef", k=_LENGTH))
    yield "numbered", "".join(f"{1_234_567_890 + n}," for n in range(_LENGTH // 11))
    yield "phones", "".join(f"8 999 {n:07d};" for n in range(_LENGTH // 14))
    yield "other near-phones", "".join(f"8 9 9 {n:06d} 9 x " for n in range(_LENGTH // 17))
    yield "labelled", "".join(f"requestId=a{n} " for n in range(_LENGTH // 17))
    uuids = [UUID(int=chance.getrandbits(128)) for _each in range(_LENGTH // 37)]
    yield "UUIDs", "\n".join(map(str, uuids))
    yield "a log", "".join(_log_line(n, uuid) for n, uuid in enumerate(uuids[: _LENGTH // 100]))


def _log_line(number: int, uuid: UUID) -> str:
    clock = f"12:{number // 60 % 60:02d}:{number % 60:02d},{number % 1000:03d}"
    return f"2025-11-23 {clock} INFO {uuid} 10.0.0.1 took {number} ms, {1234567890 + number}\n"
