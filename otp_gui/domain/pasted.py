"""Finds what a check needs in whatever was pasted: a ticket, a chat, a log line, a curl command.

Nothing is guessed: candidates are offered, the likeliest first, in the characters of the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import Final

from otp_gui.domain.environment import Environment
from otp_gui.domain.finders.calls import find_calls, find_encoded, find_links
from otp_gui.domain.finders.hosts import find_environments, find_strangers
from otp_gui.domain.finders.numbers import find_numbers
from otp_gui.domain.finders.places import MAX_FINDS, folded, lowered
from otp_gui.domain.finders.request_ids import find_labelled, find_uuids
from otp_gui.domain.finders.tokens import FILLER, sweep
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import Hint, fold, read_recipient

MAX_TEXT: Final = 2_000_000
"""Characters of a text that are looked at; what follows them is not."""
# Reading a number takes as long as passing by a thousand characters.
_MAX_READ: Final = 100
_SHORTEST_NUMBER: Final = 5
_ONE_MORE: Final = MAX_FINDS + 1


@dataclass(frozen=True, slots=True)
class Pasted:
    """The candidates in a text, at most 20 of a kind, the likeliest first.

    ``recipients`` are spelled as in the text (decoded, where it is an address) and each is another
    number; ``environments`` are IDs. ``token`` goes to the vault and into no field; where there are
    ``several_tokens``, it is none of them. ``doubtful`` are those request IDs to which the text
    gives another name. ``strangers`` are the hosts of calls, with their ports, that are none of
    the environments. ``looked_at`` is after how many characters the text was left, None where all
    of it was looked at; ``has_more`` tells of candidates that are left out.
    """

    request_ids: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    token: Secret | None = None
    doubtful: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    several_tokens: bool = False
    looked_at: int | None = None
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to find."""
        kinds = (self.request_ids, self.recipients, self.environments)
        return not (any(kinds) or self.token or self.several_tokens)

    @property
    def names_several(self) -> bool:
        """Whether there are several candidates of a kind."""
        return any(len(kind) > 1 for kind in (self.request_ids, self.recipients, self.environments))

    @property
    def asks_for_request_id(self) -> bool:
        """Whether it is for the user to say which request ID is meant, or whether one is."""
        return len(self.request_ids) > 1 or any(id_ in self.doubtful for id_ in self.request_ids)

    @property
    def asks(self) -> bool:
        """Whether the user has to choose among the candidates of a kind."""
        return self.names_several or self.asks_for_request_id


def find(text: str, environments: Sequence[Environment]) -> Pasted:
    """Find request IDs, recipients, environments and a bearer token in ``text``. Total.

    Takes a time that grows with the length of the text and no faster, whatever it holds.
    """
    swept = sweep(text[:MAX_TEXT])
    rest, low = swept.text, lowered(swept.text)
    calls = list(find_calls(rest, low, environments))
    links = list(find_links(rest, low))
    labelled = list(find_labelled(rest, low))
    uuids = find_uuids(rest, low)
    ids = [
        *(link.request_id for link in links),
        *(call.request_id for call in calls),
        *(value for value, is_sure in labelled if is_sure),
        *uuids.sure,
    ]
    doubtful = [*(value for value, is_sure in labelled if not is_sure), *uuids.doubtful]
    numbers = [
        *(link.recipient for link in links if link.recipient),
        *(call.recipient for call in calls if call.recipient),
        *find_encoded(rest, low),
    ]
    low_without = low if uuids.rest is rest else lowered(uuids.rest)
    numbers = [*_phones(numbers), *find_numbers(uuids.rest, low_without)]
    known = [environment.id for environment in environments]
    named = [link.environment for link in links if link.environment in known]
    sure = {fold(each) for each in ids}
    kinds = (
        folded((each for each in (*ids, *doubtful) if FILLER not in each), fold, _ONE_MORE),
        folded(numbers, _sent_as, _ONE_MORE),
        folded([*named, *find_environments(low, environments)], str, _ONE_MORE),
    )
    request_ids, recipients, found_environments = (kind[:MAX_FINDS] for kind in kinds)
    strangers = find_strangers(
        (call.address for call in calls), environments, among_known=bool(found_environments)
    )
    return Pasted(
        request_ids=request_ids,
        recipients=recipients,
        environments=found_environments,
        token=swept.tokens[0] if len(swept.tokens) == 1 else None,
        doubtful=tuple(each for each in request_ids if fold(each) not in sure),
        strangers=folded(strangers, str),
        several_tokens=len(swept.tokens) > 1,
        looked_at=len(rest) if len(rest) < len(text) else None,
        has_more=any(len(kind) > MAX_FINDS for kind in kinds),
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
    sentences = [*_of_fields(pasted, environments)]
    if pasted.token is not None:
        sentences.append(phrase("There is a token in the text; it went into no field."))
    if pasted.several_tokens:
        sentences.append(
            phrase("There are several tokens in the text: none was taken, into no field either.")
        )
    sentences += _left_out(pasted)
    if not pasted.is_empty:
        sentences.append(phrase("Nothing was sent."))
    return reduce(lambda told, more: phrase("{told} {more}", told=told, more=more), sentences)


def _of_fields(pasted: Pasted, environments: Sequence[Environment]) -> Iterator[Phrase]:
    if pasted.is_empty:
        yield phrase(
            "Nothing was found: no request ID, no phone number, no address of an environment."
        )
    names = {environment.id: environment.name for environment in environments}
    kinds = (
        (pasted.request_ids, phrase("request ID")),
        (pasted.recipients, phrase("recipient")),
        (pasted.environments, _environment(pasted, names)),
    )
    if taken := [name for found, name in kinds if len(found) == 1]:
        yield phrase("Taken: {what}.", what=_listed(taken))
    if to_choose := [name for found, name in kinds if len(found) > 1]:
        yield phrase("To be chosen: {what}.", what=_listed(to_choose))


def _left_out(pasted: Pasted) -> Iterator[Phrase]:
    if pasted.looked_at is not None:
        yield phrases(
            "Only the first character of the text was looked at.",
            "Only the first {count} characters of the text were looked at.",
            pasted.looked_at,
        )
    if pasted.has_more:
        yield phrases(
            "There is more than the {count} candidate of a kind that is offered.",
            "There are more than the {count} candidates of a kind that are offered.",
            MAX_FINDS,
        )


def _environment(pasted: Pasted, names: dict[str, str]) -> Phrase:
    if len(pasted.environments) == 1:
        known = pasted.environments[0]
        return phrase("environment {name}", name=names.get(known, known))
    return phrase("environment")


def _listed(names: Sequence[Phrase]) -> Phrase:
    return reduce(lambda told, more: phrase("{told}, {more}", told=told, more=more), names)
