"""Finds what a check needs in whatever was pasted: a ticket, a chat, a log line, a curl command.

Nothing is guessed: candidates are offered, the likeliest first, in the characters of the text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import Final

from otp_gui.domain.environment import Environment
from otp_gui.domain.finders.calls import find_calls, find_encoded, find_links
from otp_gui.domain.finders.hosts import find_environments
from otp_gui.domain.finders.numbers import find_numbers
from otp_gui.domain.finders.places import folded, lowered
from otp_gui.domain.finders.request_ids import find_labelled, find_uuids
from otp_gui.domain.finders.tokens import FILLER, sweep
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import Hint, read_recipient

MAX_TEXT: Final = 2_000_000
"""Characters of a text that are looked at; what follows them is not."""
# Reading a number takes as long as passing by a thousand characters.
_MAX_READ: Final = 100
_SHORTEST_NUMBER: Final = 5


@dataclass(frozen=True, slots=True)
class Pasted:
    """The candidates in a text, at most 20 of a kind, the likeliest first.

    ``recipients`` are spelled as in the text (decoded, where it is an address) and each is another
    number; ``environments`` are IDs. ``token`` goes to the vault and into no field.
    """

    request_ids: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    token: Secret | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to find."""
        return not (self.request_ids or self.recipients or self.environments or self.token)


def find(text: str, environments: Sequence[Environment]) -> Pasted:
    """Find request IDs, recipients, environments and a bearer token in ``text``. Total.

    Takes a time that grows with the length of the text and no faster, whatever it holds.
    """
    swept = sweep(text[:MAX_TEXT])
    rest, low = swept.text, lowered(swept.text)
    calls = list(find_calls(rest, low, environments))
    links = list(find_links(rest, low))
    uuids, without_uuids = find_uuids(rest, low)
    ids = [
        *(link.request_id for link in links),
        *(call.request_id for call in calls),
        *find_labelled(rest, low),
        *uuids,
    ]
    numbers = [
        *(link.recipient for link in links if link.recipient),
        *(call.recipient for call in calls if call.recipient),
        *find_encoded(rest, low),
    ]
    low_without = low if without_uuids is rest else lowered(without_uuids)
    found = find_numbers(without_uuids, low_without)
    known = [environment.id for environment in environments]
    return Pasted(
        request_ids=folded((each for each in ids if FILLER not in each), str.lower),
        recipients=folded([*_phones(numbers), *found], _sent_as),
        environments=folded(
            [
                *(link.environment for link in links if link.environment in known),
                *find_environments(low, environments),
            ],
            str,
        ),
        token=swept.token,
    )


def _phones(numbers: Iterable[str]) -> Iterable[str]:
    """Leave out what is no number, such as a masked one or an example."""
    for number in islice(dict.fromkeys(numbers), _MAX_READ):
        reading = read_recipient(number)
        is_phone = reading.value is not None and Hint.NOT_A_PHONE not in reading.hints
        if is_phone and sum(char.isdigit() for char in number) >= _SHORTEST_NUMBER:
            yield number


def _sent_as(number: str) -> str:
    reading = read_recipient(number)
    return reading.value.value if reading.value is not None else number


def summary(pasted: Pasted, environments: Sequence[Environment]) -> Phrase:
    """Say what was taken from a text, what has to be chosen, and that nothing was sent."""
    if pasted.is_empty:
        return phrase(
            "Nothing was found: no request ID, no phone number, no address of an environment."
        )
    names = {environment.id: environment.name for environment in environments}
    kinds = (
        (pasted.request_ids, phrase("request ID")),
        (pasted.recipients, phrase("recipient")),
        (pasted.environments, _environment(pasted, names)),
    )
    taken = [name for found, name in kinds if len(found) == 1]
    to_choose = [name for found, name in kinds if len(found) > 1]
    sentences = []
    if taken:
        sentences.append(phrase("Taken: {what}.", what=_listed(taken)))
    if to_choose:
        sentences.append(phrase("To be chosen: {what}.", what=_listed(to_choose)))
    if pasted.token is not None:
        sentences.append(phrase("There is a token in the text; it went into no field."))
    sentences.append(phrase("Nothing was sent."))
    return reduce(lambda told, more: phrase("{told} {more}", told=told, more=more), sentences)


def _environment(pasted: Pasted, names: dict[str, str]) -> Phrase:
    if len(pasted.environments) == 1:
        known = pasted.environments[0]
        return phrase("environment {name}", name=names.get(known, known))
    return phrase("environment")


def _listed(names: Sequence[Phrase]) -> Phrase:
    return reduce(lambda told, more: phrase("{told}, {more}", told=told, more=more), names)
