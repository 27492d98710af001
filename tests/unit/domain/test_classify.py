import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain import wire
from otp_gui.domain.channel import Channel, channel_of
from otp_gui.domain.classify import (
    MAX_BODY,
    MAX_WAIT,
    channel_in,
    claimed_status,
    classify,
    read_channel,
    retry_after,
)
from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.wire import DOCUMENTED_STATUS, ErrorType
from tests.unit.domain.records import check

HEADERS = (("Content-Type", "application/json"), ("X-Request-Id", "made-up"))
NOW = datetime(2025, 11, 23, 12, 0, 0, tzinfo=UTC)
TRUE = b'{"success": true}'
FALSE = b'{"success": false}'
GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def complete(status: int, body: bytes, headers: tuple[tuple[str, str], ...] = HEADERS) -> Outcome:
    return classify(Operation.COMPLETE, status, headers, body)


def error_body(type_: str, status: int, message: str = "Сообщение", **extra: object) -> bytes:
    fields = {"type": type_, "message": message, "httpStatus": status, **extra}
    return json.dumps(fields, ensure_ascii=False).encode()


class TestSuccess:
    @pytest.mark.parametrize(
        ("operation", "status"),
        [(Operation.COMPLETE, 201), (Operation.STATUS, 200), (Operation.RESEND, 201)],
    )
    def test_true_with_the_documented_status_is_a_success_without_remarks(
        self, operation: Operation, status: int
    ) -> None:
        outcome = classify(operation, status, HEADERS, TRUE)
        assert outcome == Outcome(
            Verdict.SUCCESS, http_status=status, response=TRUE.decode(), headers=HEADERS
        )

    def test_false_is_not_completed_and_no_failure(self) -> None:
        outcome = complete(201, FALSE)
        assert (outcome.verdict, outcome.failure, outcome.remarks) == (
            Verdict.NOT_COMPLETED,
            None,
            (),
        )

    @pytest.mark.parametrize("status", [200, 202, 206, 299])
    def test_another_2xx_is_accepted_and_noted(self, status: int) -> None:
        outcome = complete(status, TRUE)
        assert outcome.verdict is Verdict.SUCCESS
        assert outcome.remarks == (Remark.UNDOCUMENTED_STATUS,)

    def test_further_fields_are_accepted_and_noted(self) -> None:
        outcome = complete(201, b' \n{"success": true, "more": {"deep": [1, null]}}\n')
        assert outcome.verdict is Verdict.SUCCESS
        assert outcome.remarks == (Remark.EXTRA_FIELDS,)

    @pytest.mark.parametrize("encoding", ["identity", "Identity", " identity ", ""])
    def test_identity_is_no_encoding(self, encoding: str) -> None:
        outcome = complete(201, TRUE, (("Content-Encoding", encoding),))
        assert outcome.verdict is Verdict.SUCCESS


class TestUnreadable:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"   ",
            b"null",
            b"true",
            b'"success"',
            b"[]",
            b'[{"success": true}]',
            b"{}",
            b'{"Success": true}',
            b'{"success": "true"}',
            b'{"success": 1}',
            b'{"success": 1.0}',
            b'{"success": null}',
            b'{"success": [true]}',
            b'{"success": {"success": true}}',
            b'{"success": True}',
            b"{'success': true}",
            b'{"success": true',
            b'{"success": tru',
            b'{"success": true} {"success": true}',
            b'{"success": true},',
            b'{"success": true, "success": true}',
            b'{"success": false, "success": true}',
            b'{"success": true, "a": {"b": 1, "b": 2}}',
            b'{"success": true, "succes\\u0073": true}',
            b'{"success": true, "a": NaN}',
            b'{"success": true, "a": Infinity}',
            b'{"success": true, "a": 1e999}',
            b'{"success": true, "a": ' + b"9" * 5000 + b"}",
            b'{"success": true, "a": 1.' + b"9" * 5000 + b"}",
            b'{"success": true, "a": ' + b"[" * 100 + b"]" * 100 + b"}",
            b'{"success": true, "a": ' + b"[" * 20000 + b"]" * 20000 + b"}",
            b'{"a":' * 5000 + b"true" + b"}" * 5000,
            b'{"success": true, "a": "\xff"}',
            b'{"success": true, "a": "\xed\xa0\x80"}',
            b'{"success": true, "a": "\\ud800"}',
            b'{"success": true, "a": "\x01"}',
            b"\xef\xbb\xbf" + TRUE,
            TRUE.decode().encode("utf-16"),
            TRUE.decode().encode("utf-16-le"),
            TRUE.decode().encode("utf-32"),
            b"data: " + TRUE,
            b"<!doctype html><title>success: true</title>",
        ],
    )
    def test_a_2xx_with_anything_but_a_clear_boolean_is_unknown_with_its_raw_text(
        self, body: bytes
    ) -> None:
        outcome = complete(201, body)
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.BAD_BODY)
        assert outcome.response == body.decode(errors="replace")
        assert outcome.http_status == 201

    @pytest.mark.parametrize("status", [204, 205])
    @pytest.mark.parametrize("body", [b"", TRUE])
    def test_a_status_that_has_no_body_is_never_a_success(self, status: int, body: bytes) -> None:
        outcome = complete(status, body)
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.BAD_BODY)

    @pytest.mark.parametrize("status", [-1, 0, 99, 100, 101, 103, 600, 999, 10**30])
    def test_a_status_outside_of_http_is_unknown(self, status: int) -> None:
        outcome = complete(status, TRUE)
        assert (outcome.verdict, outcome.failure) == (
            Verdict.UNKNOWN,
            Failure.UNEXPECTED_STATUS,
        )

    @pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity", "unheard-of"])
    @pytest.mark.parametrize("status", [201, 502])
    def test_a_compressed_body_is_not_unpacked(self, status: int, encoding: str) -> None:
        outcome = complete(status, gzip.compress(TRUE, mtime=0), (("content-encoding", encoding),))
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.BAD_BODY)
        assert outcome.remarks == (Remark.CONTENT_ENCODING,)
        assert outcome.error_type is None

    def test_an_encoding_hidden_in_a_second_header_is_seen(self) -> None:
        headers = (("Content-Encoding", "identity"), ("CONTENT-ENCODING", "gzip"))
        assert complete(201, TRUE, headers).verdict is Verdict.UNKNOWN

    @pytest.mark.parametrize("status", [200, 201, 500])
    def test_a_body_that_was_cut_is_unknown_even_if_it_parses(self, status: int) -> None:
        outcome = classify(Operation.COMPLETE, status, HEADERS, TRUE, truncated=True)
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.TOO_LARGE)
        assert outcome.remarks == (Remark.TRUNCATED,)

    def test_a_body_above_the_cap_is_too_large_and_kept_up_to_the_cap(self) -> None:
        outcome = complete(201, TRUE + b" " * MAX_BODY)
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.TOO_LARGE)
        assert outcome.response is not None
        assert len(outcome.response) == MAX_BODY

    def test_a_body_at_the_cap_is_read(self) -> None:
        assert complete(201, TRUE.ljust(MAX_BODY)).verdict is Verdict.SUCCESS

    def test_a_large_compressed_body_is_too_large(self) -> None:
        outcome = classify(
            Operation.COMPLETE, 200, (("Content-Encoding", "gzip"),), b"\x1f\x8b", truncated=True
        )
        assert outcome.failure is Failure.TOO_LARGE
        assert outcome.remarks == (Remark.CONTENT_ENCODING, Remark.TRUNCATED)


class TestRefused:
    @pytest.mark.parametrize("operation", Operation)
    @pytest.mark.parametrize("type_", ErrorType)
    def test_a_typed_4xx_is_an_error_in_the_servers_words(
        self, operation: Operation, type_: ErrorType
    ) -> None:
        status = DOCUMENTED_STATUS.get(type_, 400)
        outcome = classify(operation, status, HEADERS, error_body(type_, status, "Перезапустите"))
        assert outcome == Outcome(
            Verdict.ERROR,
            error_type=type_.value,
            http_status=status,
            message="Перезапустите",
            response=error_body(type_, status, "Перезапустите").decode(),
            headers=HEADERS,
        )

    @pytest.mark.parametrize(
        ("type_", "status"),
        [
            ("ResendChannelException", 400),
            ("AttemptsExpiredException", 400),
            ("NoAvailableChannelsException", 400),
            ("SessionClosedException", 400),
            ("ChannelChangedException", 400),
            ("ForbiddenException", 403),
            ("SessionNotFoundException", 404),
            ("LongPollingTimeoutException", 408),
            ("PhoneNumberMismatchException", 409),
            ("RestartCooldownActiveException", 409),
            ("SessionAlreadyConfirmedException", 409),
        ],
    )
    def test_the_documented_types_stand_as_the_reference_has_them(
        self, type_: str, status: int
    ) -> None:
        known = wire.known_type(type_)
        assert known is not None
        assert DOCUMENTED_STATUS[known] == status

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 418, 429, 499])
    @pytest.mark.parametrize(
        "body", [b"", b"Not Found", GATEWAY_PAGE, b"[]", b'{"error": 1}', b'{"type": 7}', TRUE]
    )
    def test_a_4xx_without_a_type_is_an_error_that_speaks_for_itself(
        self, status: int, body: bytes
    ) -> None:
        outcome = complete(status, body)
        assert (outcome.verdict, outcome.failure) == (Verdict.ERROR, None)
        assert (outcome.error_type, outcome.message) == (None, None)
        assert outcome.response == body.decode()

    def test_a_message_without_a_type_is_kept(self) -> None:
        assert complete(404, b'{"message": "no route"}').message == "no route"

    def test_a_type_without_a_message_is_kept(self) -> None:
        outcome = complete(404, b'{"type": "SessionNotFoundException", "message": 5}')
        assert (outcome.error_type, outcome.message) == ("SessionNotFoundException", None)

    @pytest.mark.parametrize("status", [400, 401, 404, 429, 499])
    @pytest.mark.parametrize(
        ("headers", "body", "truncated", "remarks"),
        [
            (HEADERS, b"", False, ()),
            (HEADERS, TRUE, True, (Remark.TRUNCATED,)),
            (HEADERS, b" " * (MAX_BODY + 1), False, (Remark.TRUNCATED,)),
            (
                (("Content-Encoding", "gzip"),),
                gzip.compress(error_body("SessionNotFoundException", 404), mtime=0),
                False,
                (Remark.CONTENT_ENCODING,),
            ),
        ],
    )
    def test_a_4xx_is_an_error_by_its_status_though_its_body_is_unreadable(
        self,
        status: int,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
        remarks: tuple[Remark, ...],
        *,
        truncated: bool,
    ) -> None:
        outcome = classify(Operation.COMPLETE, status, headers, body, truncated=truncated)
        assert (outcome.verdict, outcome.failure) == (Verdict.ERROR, None)
        assert (outcome.error_type, outcome.message) == (None, None)
        assert outcome.remarks == remarks

    @pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308, 399])
    @pytest.mark.parametrize("truncated", [False, True])
    def test_a_redirect_is_an_error_and_never_a_success(
        self, status: int, *, truncated: bool
    ) -> None:
        headers = (("Location", "https://login.example/"),)
        outcome = classify(Operation.COMPLETE, status, headers, TRUE, truncated=truncated)
        assert (outcome.verdict, outcome.failure) == (Verdict.ERROR, Failure.REDIRECT)
        assert outcome.headers == headers

    def test_a_message_stays_verbatim(self) -> None:
        message = '<b onclick="x">\u202e\x00\x1b[31m «да» 🙂' + "я" * 5000
        outcome = complete(400, error_body("Strange", 400, message))
        assert outcome.message == message


class TestServerFaults:
    @pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
    @pytest.mark.parametrize("body", [b"", GATEWAY_PAGE, TRUE])
    def test_an_untyped_5xx_is_unknown(self, status: int, body: bytes) -> None:
        outcome = complete(status, body)
        assert (outcome.verdict, outcome.failure) == (
            Verdict.UNKNOWN,
            Failure.UNEXPECTED_STATUS,
        )
        assert outcome.response == body.decode()

    def test_a_typed_5xx_is_unknown_and_shows_type_and_message(self) -> None:
        outcome = complete(500, error_body("InternalServerErrorException", 500, "Сбой"))
        assert outcome.verdict is Verdict.UNKNOWN
        assert (outcome.error_type, outcome.message) == ("InternalServerErrorException", "Сбой")


class TestDisagreements:
    def test_the_bodys_status_against_the_real_one(self) -> None:
        outcome = complete(400, error_body("AttemptsExpiredException", 410))
        assert outcome.verdict is Verdict.ERROR
        assert outcome.remarks == (Remark.STATUS_DISAGREES,)

    def test_the_documented_status_of_the_type_against_the_real_one(self) -> None:
        outcome = complete(404, error_body("ForbiddenException", 404))
        assert outcome.verdict is Verdict.ERROR
        assert outcome.error_type == "ForbiddenException"
        assert outcome.remarks == (Remark.TYPE_DISAGREES,)

    @pytest.mark.parametrize("type_", ["BrandNewException", "sessionNotFoundException", " "])
    def test_a_type_that_no_reference_names_comes_through_as_it_is(self, type_: str) -> None:
        outcome = complete(422, error_body(type_, 422))
        assert (outcome.verdict, outcome.error_type) == (Verdict.ERROR, type_)
        assert outcome.remarks == (Remark.UNKNOWN_TYPE,)

    def test_payload_is_expected_and_other_fields_are_noted(self) -> None:
        assert complete(403, error_body("ForbiddenException", 403, payload={})).remarks == ()
        assert complete(403, error_body("ForbiddenException", 403, trace="x")).remarks == (
            Remark.EXTRA_FIELDS,
        )

    def test_a_2xx_whose_body_is_a_refusal_is_an_error(self) -> None:
        outcome = complete(200, error_body("SessionNotFoundException", 404))
        assert (outcome.verdict, outcome.failure) == (Verdict.ERROR, None)
        assert outcome.remarks == (Remark.STATUS_DISAGREES, Remark.TYPE_DISAGREES)

    def test_a_2xx_whose_body_is_a_server_fault_is_unknown(self) -> None:
        outcome = complete(200, error_body("InternalServerErrorException", 500))
        assert (outcome.verdict, outcome.failure) == (
            Verdict.UNKNOWN,
            Failure.UNEXPECTED_STATUS,
        )

    def test_a_2xx_with_a_type_but_no_claimed_status_is_unreadable(self) -> None:
        outcome = complete(200, b'{"type": "sms", "status": "wait"}')
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.BAD_BODY)

    @pytest.mark.parametrize(
        ("response", "claimed"),
        [
            ('{"httpStatus": 404}', 404),
            ('{"httpStatus": 404.5}', 404.5),
            ('{"httpStatus": "404"}', None),
            ('{"httpStatus": true}', None),
            ("{}", None),
            ("", None),
            (None, None),
            ("\ud800", None),
        ],
    )
    def test_the_claimed_status_can_be_read_again(
        self, response: str | None, claimed: float | None
    ) -> None:
        assert claimed_status(response) == claimed


class TestChannel:
    WHOLE: ClassVar[dict[str, object]] = {
        "type": "sms",
        "status": "sent",
        "label": "SMS",
        "codeType": "code",
        "payload": {"sender": "Made-up"},
        "settings": {
            "lifetime": 300,
            "numberOfTries": 3,
            "numberOfRestart": 2,
            "code": {"length": 4, "alphabet": "digits"},
            "more": True,
        },
        "remainingCodeAttempts": 2,
    }

    @staticmethod
    def answer(fields: object, status: int = 200) -> Outcome:
        return classify(Operation.CHANNEL, status, HEADERS, json.dumps(fields).encode())

    def test_a_channel_is_no_success_and_needs_no_remark(self) -> None:
        for status in ("wait", "sent", "confirmed", "closed", "error"):
            outcome = self.answer({**self.WHOLE, "status": status})
            assert (outcome.verdict, outcome.failure) == (Verdict.NOT_COMPLETED, None)
            assert (outcome.remarks, outcome.error_type, outcome.message) == ((), None, None)

    def test_what_was_kept_of_it_can_be_read_again(self) -> None:
        outcome = self.answer(self.WHOLE)
        assert read_channel(outcome.response) == Channel(
            type="sms",
            status="sent",
            label="SMS",
            code_type="code",
            lifetime=300,
            tries=3,
            restarts=2,
            code_length=4,
            remaining=2,
        )

    @pytest.mark.parametrize("status", ["sent", "brand_new"])
    def test_missing_fields_cost_nothing(self, status: str) -> None:
        outcome = self.answer({"status": status})
        assert (outcome.verdict, outcome.remarks) == (Verdict.NOT_COMPLETED, ())
        assert read_channel(outcome.response) == Channel(status=status)

    def test_only_a_record_of_getchannel_that_was_answered_tells_of_one(self) -> None:
        outcome = self.answer({"type": "sms", "status": "sent"})
        assert channel_in(check(outcome, Operation.CHANNEL)) == Channel("sms", "sent")
        assert channel_in(check(outcome, Operation.STATUS)) is None
        for verdict in (Verdict.ERROR, Verdict.UNKNOWN):
            other = replace(outcome, verdict=verdict)
            assert channel_in(check(other, Operation.CHANNEL)) is None

    def test_only_new_fields_at_the_top_are_noted(self) -> None:
        assert self.answer({**self.WHOLE, "altitude": 120}).remarks == (Remark.EXTRA_FIELDS,)
        assert self.answer(self.WHOLE, 201).remarks == (Remark.UNDOCUMENTED_STATUS,)

    @pytest.mark.parametrize("said", [True, False])
    def test_success_beside_a_channel_is_but_a_new_field(self, *, said: bool) -> None:
        outcome = self.answer({**self.WHOLE, "success": said})
        assert (outcome.verdict, outcome.remarks) == (
            Verdict.NOT_COMPLETED,
            (Remark.EXTRA_FIELDS,),
        )

    @pytest.mark.parametrize(
        "fields",
        [
            {"success": True},
            {"success": False},
            {},
            {"type": 7, "status": ["sent"]},
            {"type": "", "status": ""},
            {"type": "BrandNewException", "message": "Сообщение"},
            {"type": "SessionNotFoundException"},
            {"success": True, "type": "BrandNewException", "httpStatus": 404},
            [{"type": "sms", "status": "sent"}],
            "sms",
        ],
    )
    def test_what_is_no_channel_is_unreadable(self, fields: object) -> None:
        outcome = self.answer(fields)
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.BAD_BODY)
        assert read_channel(outcome.response) is None

    def test_an_error_is_no_channel_under_whichever_status(self) -> None:
        body = error_body("SessionNotFoundException", 404)
        for status, verdict in ((404, Verdict.ERROR), (200, Verdict.ERROR), (500, Verdict.UNKNOWN)):
            outcome = classify(Operation.CHANNEL, status, HEADERS, body)
            assert (outcome.verdict, outcome.error_type) == (verdict, "SessionNotFoundException")
            assert read_channel(outcome.response) is None

    @pytest.mark.parametrize("response", [None, "", "null", "{", "\ud800", "[" * 60_000])
    def test_no_body_is_no_channel(self, response: str | None) -> None:
        assert read_channel(response) is None


def _deep_json() -> st.SearchStrategy[object]:
    leaves = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.sampled_from([10**300, -(10**399), 1e308, 0.5, "sms", "sent", 404])
    )
    keys = (
        st.sampled_from(["success", "type", "message", "httpStatus", "payload"])
        | st.sampled_from(sorted(wire.CHANNEL_FIELDS))
        | st.sampled_from(["lifetime", "numberOfTries", "numberOfRestart", "code", "length"])
        | st.text()
    )
    return st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20
    )


BODIES = (
    st.binary()
    | st.sampled_from([TRUE, FALSE, GATEWAY_PAGE])
    | _deep_json().map(lambda value: json.dumps(value).encode())
    | _deep_json().map(lambda value: json.dumps(value, ensure_ascii=False).encode(errors="replace"))
)
ANY = _deep_json()
ANY_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Content-Encoding", "Retry-After", "Content-Type"]) | st.text(), st.text()
    )
)


@given(
    operation=st.sampled_from(Operation),
    status=st.integers(0, 999) | st.integers() | st.sampled_from([200, 201, 204, 401, 404]),
    headers=ANY_HEADERS,
    body=BODIES,
    truncated=st.booleans(),
)
def test_classification_is_total_and_never_optimistic(
    operation: Operation,
    status: int,
    headers: list[tuple[str, str]],
    body: bytes,
    *,
    truncated: bool,
) -> None:
    outcome = classify(operation, status, headers, body, truncated=truncated)
    assert outcome.http_status == status
    assert outcome.headers == tuple(headers)
    assert outcome.verdict not in (Verdict.RUNNING, Verdict.NOT_SENT)
    assert outcome.response == body.decode(errors="replace")
    if outcome.verdict in (Verdict.SUCCESS, Verdict.NOT_COMPLETED):
        assert 200 <= status <= 299
        assert not truncated
        if operation is Operation.CHANNEL:
            assert outcome.verdict is Verdict.NOT_COMPLETED
            assert read_channel(outcome.response) is not None
        else:
            assert json.loads(body)["success"] is (outcome.verdict is Verdict.SUCCESS)
    if outcome.verdict is Verdict.UNKNOWN:
        assert outcome.failure is not None


@given(body=BODIES, fields=st.dictionaries(st.sampled_from(sorted(wire.CHANNEL_FIELDS)), ANY))
def test_a_channel_is_read_from_anything_without_a_fault(
    body: bytes, fields: dict[str, object]
) -> None:
    channels = [
        read_channel(body.decode(errors="replace")),
        read_channel(json.dumps(fields)),
        channel_of(fields),
    ]
    for channel in filter(None, channels):
        assert channel.type or channel.status
        for count in (channel.tries, channel.restarts, channel.code_length, channel.remaining):
            assert count is None or 0 <= count < 10**15
        assert len(f"{channel.lifetime or 0:g}") < 32


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("120", NOW + timedelta(seconds=120)),
            (" 1 ", NOW + timedelta(seconds=1)),
            ("Sun, 23 Nov 2025 12:05:00 GMT", NOW + timedelta(minutes=5)),
            ("Sunday, 23-Nov-25 12:05:00 GMT", NOW + timedelta(minutes=5)),
            ("Sun Nov 23 12:05:00 2025", NOW + timedelta(minutes=5)),
            ("Sun, 23 Nov 2025 15:05:00 +0300", NOW + timedelta(minutes=5)),
            ("9" * 5000, NOW + MAX_WAIT),
            ("86401", NOW + MAX_WAIT),
            ("Fri, 31 Dec 9999 23:59:59 GMT", NOW + MAX_WAIT),
        ],
    )
    def test_seconds_and_dates_give_a_bounded_moment(self, value: str, expected: datetime) -> None:
        assert retry_after((("retry-after", value),), NOW) == expected

    @pytest.mark.parametrize(
        "value",
        [
            "",
            "0",
            "-5",
            "1.5",
            "soon",
            "²",
            "٣",
            "1, 2",
            "1e3",
            "Sun, 23 Nov 2025 11:00:00 GMT",
            "Sun, 99 Nov 2025 12:05:00 GMT",
            "Sun, 23 Nov 2025 12:05:00 +9999999",
            "Fri, 31 Dec 9999 23:59:59 -2300",
        ],
    )
    def test_nonsense_and_the_past_give_nothing(self, value: str) -> None:
        assert retry_after((("Retry-After", value),), NOW) is None

    def test_no_header_gives_nothing(self) -> None:
        assert retry_after(HEADERS, NOW) is None

    @given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ [\d:]+ \S+"))
    def test_any_value_gives_a_moment_within_a_day_or_nothing(self, value: str) -> None:
        until = retry_after((("Retry-After", value),), NOW)
        assert until is None or NOW < until <= NOW + MAX_WAIT
