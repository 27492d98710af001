import pytest

from otp_gui import i18n
from otp_gui.domain.case import Case
from otp_gui.domain.channel import ChannelType
from otp_gui.domain.channel_facts import channel_symbol, facts
from otp_gui.i18n import render
from tests.unit.domain.records import FALSE, TRUE, channel, check, status


def told(case: Case) -> dict[str, str]:
    return {render(title): render(value) for title, value in facts(case)}


WHOLE = {
    "Channel": "SMS",
    "Label": "SMS",
    "State": "sent",
    "Confirmation": "the user enters a code",
    "Attempts left": "3 of 3",
    "Code lifetime": "120, in the service's own unit",
    "Code length": "4",
    "Restarts allowed": "2",
}


def test_a_whole_channel_is_told_line_by_line() -> None:
    assert told(Case(status(FALSE), channel=channel())) == WHOLE


def test_a_channel_on_its_own_is_told_as_well() -> None:
    assert told(Case(channel())) == WHOLE


@pytest.mark.parametrize("case", [Case(status(TRUE)), Case(check(TRUE)), Case(status(FALSE))])
def test_of_no_channel_there_is_nothing_to_tell(case: Case) -> None:
    assert facts(case) == ()


def test_what_is_missing_is_left_out() -> None:
    bare = channel(
        label=None, status=None, codeType=None, settings=None, remainingCodeAttempts=None
    )
    assert told(Case(bare)) == {"Channel": "SMS"}


@pytest.mark.parametrize(
    ("fields", "title", "value"),
    [
        ({"type": "carrier{x}"}, "Channel", "carrier{x}"),
        ({"status": "flying"}, "State", "flying"),
        ({"codeType": "song\u202e"}, "Confirmation", "song⟨U+202E⟩"),
        ({"label": "L" * 100}, "Label", "L" * 80 + "…"),
        ({"remainingCodeAttempts": 2, "settings": None}, "Attempts left", "2"),
        ({"remainingCodeAttempts": None}, "Attempts allowed", "3"),
        (
            {"settings": {"lifetime": 1.5}},
            "Code lifetime",
            "1.5, in the service's own unit",
        ),
        (
            {"settings": {"lifetime": 300000}},
            "Code lifetime",
            "300000, in the service's own unit",
        ),
    ],
)
def test_odd_values_are_shown_as_they_came(
    fields: dict[str, object], title: str, value: str
) -> None:
    assert told(Case(channel(**fields)))[title] == value


def test_the_lines_are_in_the_language_of_the_user() -> None:
    i18n.install("ru")
    assert told(Case(channel(type="flashcall")))["Канал"] == "Флеш-звонок"


def test_each_channel_has_its_own_icon_and_the_rest_share_one() -> None:
    symbols = [channel_symbol(each) for each in ChannelType]
    assert len(set(symbols)) == len(symbols)
    assert channel_symbol("pigeon") == channel_symbol(None) not in symbols
