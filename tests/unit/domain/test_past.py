from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import NOTHING, Known, Past, Tally, known, tally
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wave import Wave, wave
from tests.unit.domain.records import AT, FALSE, TRUE, channel, check, refusal, status

MIDNIGHT = AT - timedelta(hours=10)
EXPIRED = refusal("AttemptsExpiredException")
GATEWAY = Outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS, http_status=502)


def of_session(number: int, outcome: Outcome, minutes_ago: int = 0, **more: object) -> CheckRecord:
    record = check(
        outcome, uid=f"{number}-{minutes_ago}", minutes_ago=minutes_ago, request_id=f"s{number}"
    )
    return replace(record, **more)  # type: ignore[arg-type]


class TestKnown:
    def test_nothing_is_known_of_a_session_without_a_past(self) -> None:
        assert known(check(FALSE), NOTHING) == Known()

    def test_the_call_itself_later_ones_and_other_sessions_tell_nothing(self) -> None:
        record = check(FALSE)
        others = [
            check(TRUE),
            check(TRUE, uid="later", minutes_ago=-1),
            replace(check(TRUE, uid="a", minutes_ago=1), request_id="other"),
            replace(check(TRUE, uid="b", minutes_ago=1), base_url="http://other"),
        ]
        assert known(record, Past(session=others)) == Known()

    def test_a_uuid_may_be_written_in_either_case(self) -> None:
        uuid = "ab000000-0000-4000-8000-00000000000c"
        before = check(TRUE, uid="1", minutes_ago=9, request_id=uuid.upper())
        assert known(check(FALSE, request_id=uuid), Past(session=[before])).completed == before

    def test_the_latest_check_and_the_first_confirmation_count(self) -> None:
        old, new = check(TRUE, uid="1", minutes_ago=9), check(TRUE, uid="2", minutes_ago=8)
        first, second = status(TRUE, uid="3", minutes_ago=7), status(TRUE, uid="4", minutes_ago=6)
        found = known(check(FALSE), Past(session=[old, second, first, new]))
        assert (found.completed, found.confirmed, found.seen) == (new, first, second)

    @pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.RUNNING])
    def test_a_check_without_an_answer_is_unclear(self, verdict: Verdict) -> None:
        unclear = check(Outcome(verdict), uid="1", minutes_ago=3)
        assert known(check(FALSE), Past(session=[unclear])) == Known(unclear=unclear)

    def test_a_refused_resend_tells_that_the_login_is_confirmed(self) -> None:
        refused = check(
            refusal("SessionAlreadyConfirmedException"), Operation.RESEND, uid="1", minutes_ago=1
        )
        assert known(check(FALSE), Past(session=[refused])).confirmed == refused

    @pytest.mark.parametrize(("minutes_ago", "counts"), [(1, True), (2, True), (3, False)])
    def test_a_look_that_found_it_waiting_counts_while_it_is_fresh(
        self, minutes_ago: int, *, counts: bool
    ) -> None:
        look = status(FALSE, uid="1", minutes_ago=minutes_ago)
        assert (known(check(FALSE), Past(session=[look])).waiting == look) is counts

    @pytest.mark.parametrize(
        ("outcome", "seen"),
        [
            (FALSE, True),
            (EXPIRED, True),
            (refusal("PhoneNumberMismatchException", 409), True),
            (refusal("SessionNotFoundException", 404), False),
            (refusal("ForbiddenException", 403), False),
            (GATEWAY, False),
            (Outcome(Verdict.NOT_SENT, Failure.DNS), False),
        ],
    )
    def test_only_an_answer_about_the_session_shows_that_it_was_there(
        self, outcome: Outcome, *, seen: bool
    ) -> None:
        before = status(outcome, uid="1", minutes_ago=1)
        assert (known(check(FALSE), Past(session=[before])).seen == before) is seen


class TestTally:
    def test_the_fourth_session_of_the_day_of_which_three_ended_alike(self) -> None:
        past = [of_session(n, EXPIRED, 10 * n) for n in (2, 3)]
        past += [of_session(4, FALSE, 40)]
        record = of_session(1, EXPIRED)
        found = tally(record, Past(recipient=[record, *past], day_began=MIDNIGHT))
        assert found == Tally(4, "AttemptsExpiredException", 3)

    def test_an_ending_is_told_only_where_two_are_alike(self) -> None:
        past = [of_session(2, EXPIRED, 10), of_session(3, refusal("SessionClosedException"), 20)]
        found = tally(of_session(1, FALSE), Past(recipient=past, day_began=MIDNIGHT))
        assert found == Tally(3)

    @pytest.mark.parametrize("type_", ["ResendChannelException", "ForbiddenException"])
    def test_what_does_not_end_a_session_is_no_ending(self, type_: str) -> None:
        again = refusal(type_)
        past = [of_session(2, again, 10), of_session(3, again, 20)]
        found = tally(of_session(1, FALSE), Past(recipient=past, day_began=MIDNIGHT))
        assert found == Tally(3)

    def test_a_session_ends_with_its_latest_call_and_counts_once(self) -> None:
        past = [of_session(2, EXPIRED, 10), of_session(2, FALSE, 20), of_session(1, FALSE, 5)]
        record = of_session(1, EXPIRED)
        found = tally(record, Past(recipient=past, day_began=MIDNIGHT))
        assert found == Tally(2, "AttemptsExpiredException", 2)

    def test_a_session_keeps_its_place_when_it_is_looked_at_again(self) -> None:
        past = [of_session(2, FALSE, 5), of_session(1, FALSE, 10)]
        assert tally(of_session(1, FALSE), Past(recipient=past, day_began=MIDNIGHT)) is None

    @pytest.mark.parametrize(
        "other",
        [
            of_session(2, EXPIRED, 11 * 60),
            of_session(2, EXPIRED, -5),
            of_session(2, EXPIRED, 5, base_url="http://other"),
            of_session(2, refusal("SessionNotFoundException", 404), 5),
            of_session(2, refusal("PhoneNumberMismatchException", 409), 5),
            of_session(2, Outcome(Verdict.NOT_SENT, Failure.DNS), 5),
        ],
    )
    def test_only_sessions_of_this_recipient_on_this_day_count(self, other: CheckRecord) -> None:
        assert tally(of_session(1, FALSE), Past(recipient=[other], day_began=MIDNIGHT)) is None

    def test_a_day_that_is_not_known_is_not_counted(self) -> None:
        assert tally(of_session(1, FALSE), Past(recipient=[of_session(2, FALSE, 5)])) is None

    def test_a_call_that_reached_no_session_is_the_nth_of_nothing(self) -> None:
        past = Past(recipient=[of_session(2, FALSE, 5)], day_began=MIDNIGHT)
        assert tally(of_session(1, refusal("SessionNotFoundException", 404)), past) is None


class TestWave:
    def test_seven_of_the_last_ten_sessions(self) -> None:
        record = of_session(0, GATEWAY)
        past = [of_session(n, GATEWAY if n < 7 else TRUE, n) for n in range(1, 15)]
        assert wave(record, Past(recent=[record, *past])) == Wave(7, 10)

    def test_ten_tries_of_one_customer_are_no_wave(self) -> None:
        past = [of_session(0, GATEWAY, n) for n in range(1, 11)]
        assert wave(of_session(0, GATEWAY), Past(recent=past)) is None

    @pytest.mark.parametrize(
        "past",
        [
            [of_session(n, GATEWAY, n) for n in range(1, 4)],
            [of_session(n, GATEWAY, 181) for n in range(1, 10)],
            [of_session(n, GATEWAY, -5) for n in range(1, 10)],
            [of_session(n, GATEWAY, n, base_url="http://other") for n in range(1, 10)],
            [of_session(n, GATEWAY, n, operation=Operation.CHANNEL) for n in range(1, 10)],
            [of_session(n, GATEWAY, n, operation=Operation.RESEND) for n in range(1, 10)],
            [of_session(n, GATEWAY, n, finished_at=None) for n in range(1, 10)],
            [of_session(n, replace(GATEWAY, http_status=500), n) for n in range(1, 10)],
            [of_session(n, GATEWAY if n < 5 else TRUE, n) for n in range(1, 10)],
        ],
        ids=["few", "old", "later", "elsewhere", "channel", "resend", "open", "other", "half"],
    )
    def test_what_is_no_wave(self, past: Sequence[CheckRecord]) -> None:
        assert wave(of_session(0, GATEWAY), Past(recent=past)) is None

    def test_a_session_counts_by_its_latest_call(self) -> None:
        past = [of_session(n, TRUE, n) for n in range(1, 10)]
        past += [of_session(n, GATEWAY, n + 20) for n in range(1, 10)]
        assert wave(of_session(0, GATEWAY), Past(recent=past)) is None

    @pytest.mark.parametrize(
        "outcome",
        [
            EXPIRED,
            Outcome(Verdict.ERROR, http_status=401),
            Outcome(Verdict.UNKNOWN, Failure.TIMEOUT),
            Outcome(Verdict.NOT_SENT, Failure.DNS),
        ],
    )
    def test_failures_of_any_kind_may_be_one(self, outcome: Outcome) -> None:
        past = Past(recent=[of_session(n, outcome, n) for n in range(1, 5)])
        assert wave(of_session(0, outcome), past) == Wave(5, 5)

    @pytest.mark.parametrize(
        "outcome",
        [
            TRUE,
            FALSE,
            refusal("ResendChannelException"),
            refusal("LongPollingTimeoutException", 408),
            Outcome(Verdict.NOT_SENT, Failure.NO_TOKEN),
            Outcome(Verdict.NOT_SENT, Failure.CANCELLED),
            Outcome(Verdict.UNKNOWN, Failure.CANCELLED),
            Outcome(Verdict.NOT_SENT),
        ],
    )
    def test_answers_of_a_living_login_and_causes_on_this_side_are_none(
        self, outcome: Outcome
    ) -> None:
        past = Past(recent=[of_session(n, outcome, n) for n in range(1, 10)])
        assert wave(of_session(0, outcome), past) is None


@given(
    outcomes=st.lists(
        st.sampled_from(
            [TRUE, FALSE, EXPIRED, GATEWAY, channel().outcome, Outcome(Verdict.RUNNING)]
        )
    ),
    operations=st.lists(st.sampled_from(Operation), min_size=1),
)
def test_the_past_is_read_whatever_it_holds(
    outcomes: list[Outcome], operations: list[Operation]
) -> None:
    rows = [
        of_session(n % 4, outcome, n, operation=operations[n % len(operations)])
        for n, outcome in enumerate(outcomes)
    ]
    past = Past(rows, rows, rows, MIDNIGHT)
    record = of_session(0, GATEWAY)
    known(record, past)
    counted, found = tally(record, past), wave(record, past)
    assert counted is None or 2 <= counted.number <= 4
    assert found is None or found.count <= found.total <= 10
