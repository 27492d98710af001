from collections.abc import Callable

import pytest

from otp_gui import i18n
from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.channel import ChannelStatus, ChannelType, CodeType
from otp_gui.domain.environment import Kind
from otp_gui.domain.labels import (
    channel_label,
    channel_status_label,
    code_type_label,
    follow_up_label,
    hint_phrase,
    kind_label,
    operation_label,
    phase_label,
    source_label,
    verdict_label,
)
from otp_gui.domain.outcome import Operation, Phase, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import Source
from otp_gui.domain.request import Hint
from otp_gui.i18n import render


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_word_has_a_label_of_its_own(language: str) -> None:
    i18n.install(language)
    for labels in (
        [verdict_label(each) for each in Verdict],
        [phase_label(each) for each in Phase],
        [kind_label(each) for each in Kind],
        [operation_label(each) for each in Operation],
        [source_label(each) for each in Source],
        [channel_label(each) for each in ChannelType],
        [channel_status_label(each) for each in ChannelStatus],
        [code_type_label(each) for each in CodeType],
        [follow_up_label(each) for each in FollowUp],
    ):
        assert len({render(label) for label in labels}) == len(labels)


def test_no_word_that_is_known_is_shown_as_it_came() -> None:
    known = [
        *map(channel_label, ChannelType),
        *map(channel_status_label, ChannelStatus),
        *map(code_type_label, CodeType),
    ]
    assert not [label for label in known if "word" in label.values]


@pytest.mark.parametrize("hint", [Hint.SENT_AS, Hint.CLEANED])
def test_a_changed_value_is_told(hint: Hint) -> None:
    assert render(hint_phrase(hint, "+79990001122")) == "Will be sent as +79990001122"


def test_every_doubt_is_told_in_words_of_its_own() -> None:
    doubts = set(Hint) - {Hint.SENT_AS, Hint.CLEANED}
    assert len({render(hint_phrase(hint, "x")) for hint in doubts}) == len(doubts)


@pytest.mark.parametrize("label", [channel_label, channel_status_label, code_type_label])
@pytest.mark.parametrize(
    ("word", "shown"),
    [("carrier{pigeon}", "carrier{pigeon}"), ("a\u202eb", "a⟨U+202E⟩b"), ("x" * 99, "x" * 40)],
)
def test_a_new_word_of_the_service_is_shown_as_it_came(
    label: Callable[[str], Phrase], word: str, shown: str
) -> None:
    assert render(label(word)) == shown


def test_every_source_has_a_name_and_an_unknown_one_is_shown_as_it_came() -> None:
    names = {render(source_label(source)) for source in Source}
    assert len(names) == len(Source)
    assert render(source_label("robot\u202e")) == "robot⟨U+202E⟩"
