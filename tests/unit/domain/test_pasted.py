import re
import unicodedata
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.finders import places
from otp_gui.domain.pasted import MAX_TEXT, Pasted, find, summary
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import read_recipient

ID = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
OTHER_ID = "11111111-2222-4333-8444-555555555555"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDB9.c2lnbmF0dXJl"
BASE = "https://online.sigmasms.ru/api/n/otp-handler"
STAGE = "http://stage-online.sigmasms.ru/api/n/otp-handler"
CALL = f"{BASE}/{ID}/checkStatusAndComplete?recipient=%2B79990001122"
BASE_ELSEWHERE = ("online.sigmasms.ru:8443",)
ENVIRONMENTS = presets()
TICKET = f"""Добрый день! Не проходит вход на сайте.
ID запроса: {ID}
Телефон: 8 (999) 000-11-22
Заказ 1234567890 от 23.11.2025 12:52:03, карта 4276 3800 1234 5678, сумма 12 345,00 руб.
"""


def own(identifier: str, base_url: str) -> Environment:
    return Environment(identifier, identifier, base_url, Kind.CUSTOM, confirm_complete=False)


class TestWholeTexts:
    def test_a_ticket(self) -> None:
        assert find(TICKET, ENVIRONMENTS) == Pasted((ID,), ("8 (999) 000-11-22",))

    @pytest.mark.parametrize(
        "text",
        [
            CALL,
            f"> {CALL}\n> и ничего",
            f"<{CALL}>",
            f'"{CALL}"',
            f"[ссылка]({CALL})",
            f"POST {CALL.replace('&', '&amp;')} HTTP/1.1",
            f"2025-11-23 12:52:03,123 INFO 10.20.30.40 POST {CALL} 400 in 184 ms",
        ],
    )
    def test_the_address_of_a_call(self, text: str) -> None:
        assert find(text, ENVIRONMENTS) == Pasted((ID,), ("+79990001122",), ("production",))

    @pytest.mark.parametrize(
        "text",
        [
            f"curl -X POST '{CALL}' \\\n -H 'Authorization: Bearer {TOKEN}' \\\n -H 'Accept: */*'",
            f'curl -X POST "{CALL}" ^\n  -H "Authorization: Bearer {TOKEN}"',
            f'curl ^"{CALL.replace("%", "^%^")}^" ^\n  -H ^"authorization: Bearer {TOKEN}^" ^',
            f"curl --location --request POST $'{CALL}' --header $'Authorization: Bearer {TOKEN}'",
            f'curl.exe -X POST -H "Authorization: Bearer {TOKEN}" `\n  "{CALL}"',
            f"curl --oauth2-bearer {TOKEN} {CALL} -X POST",
            f"http POST {CALL} Authorization:'Bearer {TOKEN}'",
        ],
    )
    def test_a_curl_command(self, text: str) -> None:
        assert find(text, ENVIRONMENTS) == Pasted(
            (ID,), ("+79990001122",), ("production",), Secret(TOKEN)
        )

    @pytest.mark.parametrize(
        "text",
        [
            f'{{"requestId": "{ID}", "recipient": "+79990001122"}}',
            f'{{"request_id":"{ID}","phone":79990001122,"ts":1700000000000}}',
            f"{{'requestId': '{ID}', 'phone': '8 999 000 11 22'}}",
            rf'body="{{\"requestId\":\"{ID}\",\"recipient\":\"+79990001122\"}}"',
            rf'"{{\\\"requestId\\\":\\\"{ID}\\\",\\\"recipient\\\":\\\"+79990001122\\\"}}"',
            rf'{{"requestId":"{ID}","recipient":"\u002B79990001122"}}',
            f"requestId={ID}&recipient=%2B79990001122",
            f"requestId={ID}; recipient=+79990001122",
            f"otp-gui://inspect?requestId={ID}&recipient=%2B79990001122",
            f"{ID}\t+7 999 000-11-22",
            f"{ID};89990001122;not_completed",
        ],
    )
    def test_data(self, text: str) -> None:
        found = find(text, ENVIRONMENTS)
        assert found.request_ids == (ID,)
        assert [read(number) for number in found.recipients] == ["+79990001122"]

    def test_a_link_names_its_environment(self) -> None:
        link = "см. otp-gui://inspect?requestId=demo-7&recipient=+79990001122&env=stage, спасибо"
        assert find(link.replace(", ", " "), ENVIRONMENTS) == Pasted(
            ("demo-7",), ("+79990001122",), ("stage",)
        )
        assert find(link.replace("stage,", "unheard-of "), ENVIRONMENTS).environments == ()

    @pytest.mark.parametrize(
        "text", ["", " \n", "Здравствуйте!", "requestId=", "8 (999)", "%", "\\"]
    )
    def test_nothing(self, text: str) -> None:
        assert find(text, ENVIRONMENTS) == Pasted()
        assert find(text, ENVIRONMENTS).is_empty


class TestRequestIds:
    @pytest.mark.parametrize(
        "path", ["checkStatusAndComplete", "status", "channel", "resend", "status?recipient=1"]
    )
    @pytest.mark.parametrize(
        ("segment", "request_id"),
        [
            ("demo-1", "demo-1"),
            ("12345", "12345"),
            ("a%2Fb%3Fc", "a/b?c"),
            ("%D0%B2%D1%85%D0%BE%D0%B4", "вход"),
            (ID.upper(), ID.upper()),
        ],
    )
    def test_the_segment_of_a_known_address_is_one(
        self, path: str, segment: str, request_id: str
    ) -> None:
        for start in (BASE, STAGE, "GET /api/n/otp-handler", "https://unknown.example/otp-handler"):
            assert find(f"{start}/{segment}/{path}", ENVIRONMENTS).request_ids == (request_id,)

    def test_long_polling_has_its_own_address(self) -> None:
        text = f"{BASE}/longPolling/demo-1/status?recipient=%2B79990001122"
        assert find(text, ENVIRONMENTS).request_ids == ("demo-1",)

    def test_an_environments_own_path_tells(self) -> None:
        ours = own("ours", "https://otp.example/login")
        text = "https://otp.example/login/demo-1/status"
        assert find(text, [ours]).request_ids == ("demo-1",)
        assert find(text, ENVIRONMENTS).request_ids == ()
        assert find("https://bare.example/demo-1/status", [own("a", "https://bare.example")]) == (
            Pasted(("demo-1",), (), ("a",))
        )

    @pytest.mark.parametrize(
        "segment",
        ["{requestId}", "%7BrequestId%7D", ":requestId", "<id>", "$REQUEST_ID", "requestId", "%FF"],
    )
    def test_documentation_holds_none(self, segment: str) -> None:
        text = f"POST {BASE}/{segment}/checkStatusAndComplete"
        assert find(text, ENVIRONMENTS).request_ids == ()

    @pytest.mark.parametrize(
        "text",
        [
            "https://shop.example/orders/status",
            "https://shop.example/api/42/status?x=1",
            f"{BASE}/a/b/status",
            f"{BASE}/demo-1/statuses",
            f"{BASE}/demo-1/status/old",
        ],
    )
    def test_the_segment_of_another_address_is_none(self, text: str) -> None:
        assert find(text, ENVIRONMENTS).request_ids == ()

    @pytest.mark.parametrize(
        "text",
        [
            f"requestId={ID}",
            f"RequestID : {ID}",
            f"request id is {ID}.",
            f"ID запроса {ID}",
            f"идентификатор запроса — «{ID}»",
            f"request_id=\n    {ID}",
            f"**requestId:** `{ID}`",
            f"Сессия {ID}, помогите",
            f"({ID})",
            rf"текст\n{ID}\tещё",
            f"?id=%22{ID}%22",
            f"запрос={ID}_1",
            f"> {ID}\n",
            f"{ID}:{ID}",
        ],
    )
    def test_a_uuid_is_found_in_any_surroundings(self, text: str) -> None:
        assert find(text, ENVIRONMENTS).request_ids == (ID,)

    @pytest.mark.parametrize(
        "text",
        [
            f"a{ID}",
            f"{ID}0",
            f"1234-{ID}",
            f"{ID}-1234",
            f"x{ID}",
            f"{ID[:-1]}",
            f"requestId={ID}0",
        ],
    )
    def test_a_uuid_within_something_longer_is_none(self, text: str) -> None:
        assert ID not in find(text, ENVIRONMENTS).request_ids

    @pytest.mark.parametrize(
        ("text", "request_id"),
        [
            ("requestId=demo-0017", "demo-0017"),
            ('"requestId": "login/42"', "login/42"),
            ("ID запроса: вход-42.", "вход-42"),
            ("requestId=a%2Fb1&x=1", "a/b1"),
            ("reqId:17-b,", "17-b"),
        ],
    )
    def test_a_label_names_what_is_no_uuid(self, text: str, request_id: str) -> None:
        assert find(text, ENVIRONMENTS).request_ids == (request_id,)

    @pytest.mark.parametrize(
        "text",
        [
            "requestId: не знаю",
            "requestId=null",
            "requestId: {id1}",
            "requestId=$ID1",
            "requestId: +79990001122",
            "requestId: 2025-11-23",
            "requestId: https://shop.example/1",
            r'"requestId":"a1\u0041"',
            "requestId=a1{b}",
            "requestId 42 раза",
            f"requestId={'a1' * 200}",
            "x-request-id: abc-123",
            "parentRequestId: abc-123",
            "requestId=%FF1",
            "requestId: ..",
        ],
    )
    def test_a_label_alone_names_nothing(self, text: str) -> None:
        assert find(text, ENVIRONMENTS).request_ids == ()

    def test_the_likeliest_comes_first(self) -> None:
        trace = "00000000-1111-4222-8333-444444444444"
        text = f"traceId={trace} {OTHER_ID} requestId={ID} {STAGE}/z9/status"
        assert find(text, ENVIRONMENTS).request_ids == ("z9", ID, OTHER_ID, trace)

    def test_one_id_in_several_spellings_is_one(self) -> None:
        assert find(f"{ID} {ID.upper()} requestId={ID}", ENVIRONMENTS).request_ids == (ID,)

    def test_case_tells_ids_apart_that_are_no_uuids(self) -> None:
        found = find("requestId=demo-A1 requestId=demo-a1", ENVIRONMENTS)
        assert found.request_ids == ("demo-A1", "demo-a1")

    @pytest.mark.parametrize("count", [20, 21, 100])
    def test_a_few_are_enough_and_more_is_told(self, count: int) -> None:
        text = " ".join(f"{n:08d}-1111-4222-8333-444444444444" for n in range(count))
        found = find(text, ENVIRONMENTS)
        assert len(found.request_ids) == 20
        assert found.has_more is (count > 20)

    @pytest.mark.parametrize(
        "text",
        [
            f"widgetId={ID}",
            f'"traceId": "{ID}"',
            f"userId:{ID}",
            f"{{'orderId': '{ID}'}}",
            rf"\"clientId\":\"{ID}\"",
            f"device_id = {ID}",
            f"X-Request-ID: {ID}",
            f"parentRequestId={ID}",
            f"clientRequestId={ID}",
            f"JSESSIONID={ID}",
            f"?whateverUuid%3D{ID}",
            f'"user": {{"id": "{ID}"}}',
            f"user.id={ID}",
            f"user id {ID}",
            f"ID клиента: {ID}",
            f"номер заказа {ID}",
            f"виджет {ID}",
            f"https://shop.example/orders/{ID}",
        ],
    )
    def test_one_that_the_text_names_otherwise_is_doubtful(self, text: str) -> None:
        found = find(text, ENVIRONMENTS)
        assert (found.request_ids, found.doubtful) == ((ID,), (ID,))
        assert found.asks

    @pytest.mark.parametrize(
        "text",
        [
            ID,
            f"requestId={ID}",
            f"request_id: {ID}",
            f"id={ID}",
            f"uuid: {ID}",
            f"sessionId={ID}",
            f"ID запроса: {ID}",
            f"The user cannot log in: {ID}",
            f"Клиент не может войти, {ID}",
            f"{BASE}/{ID}/status",
            f"traceId={ID} requestId={ID}",
            f"{ID}, userId={ID}",
        ],
    )
    def test_one_that_is_ours_by_name_or_has_none_is_not(self, text: str) -> None:
        found = find(text, ENVIRONMENTS)
        assert (found.request_ids, found.doubtful, found.asks) == ((ID,), (), False)

    def test_a_label_that_only_ends_in_ours_makes_its_value_doubtful(self) -> None:
        found = find("otpRequestId=demo-0017", ENVIRONMENTS)
        assert found.doubtful == found.request_ids == ("demo-0017",)


def read(number: str) -> str:
    reading = read_recipient(number)
    assert reading.value is not None
    return reading.value.value


class TestRecipients:
    @pytest.mark.parametrize(
        "number",
        [
            "+79990001122",
            "+7 999 000 11 22",
            "+7 (999) 000-11-22",
            "+7(999)0001122",
            "+7-999-000-11-22",
            "+7 999 000‑11‑22",
            "+7\u00a0999\u00a0000\u00a011\u00a022",
            "+7 – 999 – 000 – 11 – 22",
            "79990001122",
            "7 999 000 11 22",
            "89990001122",
            "8 (999) 000-11-22",
            "8(999)000-11-22",
            "8-999-000-11-22",
            "8.999.000.11.22",
            "8999 000 11 22",
            "８９９９０００１１２２",
            "＋７９９９０００１１２２",
            "9990001122",
            "(999) 000-11-22",
            "999 000 11 22",
        ],
    )
    @pytest.mark.parametrize(
        "around",
        [
            "{}",
            "Звонил {}, не может войти.",
            "тел.{};",
            "Телефон клиента — {}\nвремя 12:30",
            '"phone":"{}"',
            "номер\n{}\n",
            "> {}\r\n",
            "12:30 {} 12:31",
            "23.11.2025, {} 2025-11-23",
            "2025-11-23T12:52:03.123Z {} took 184 ms",
            r"\n{}\n",
            "\u202a{}\u202c",
            "{}? Да",
            "1. {}",
        ],
    )
    def test_a_number_is_found_in_any_spelling(self, number: str, around: str) -> None:
        assert find(around.format(number), ENVIRONMENTS).recipients == (number,)

    @pytest.mark.parametrize(
        ("text", "recipient"),
        [
            ("%2B79990001122", "+79990001122"),
            ("x=%252B79990001122", "+79990001122"),
            ("recipient=%2B7%20%28999%29%20000-11-22", "+7 (999) 000-11-22"),
            ("/otp-handler/a/status?recipient=+7+999+000-11-22", "+7 999 000-11-22"),
            ("tel:+79990001122", "+79990001122"),
            ("https://wa.me/79990001122", "79990001122"),
            ("+7\u200b999\u206000011\u200b22", "+79990001122"),
            ("+380 50 123 45 67", "+380 50 123 45 67"),
            ("+49 151 23456789", "+49 151 23456789"),
            ("+1 (201) 555-0123 и всё", "+1 (201) 555-0123"),
            ("номер 380501234567", "380501234567"),
        ],
    )
    def test_other_spellings(self, text: str, recipient: str) -> None:
        assert find(text, ENVIRONMENTS).recipients == (recipient,)

    @pytest.mark.parametrize(
        "text",
        [
            "2025-11-23 12:52:03",
            "20251123125203",
            "23.11.2025 12:52:03.123456",
            "1700000000",
            "1700000000000",
            "192.168.100.200",
            "89.123.145.167",
            "79.99.100.112",
            "127.0.0.1:45678",
            "4276 3800 1234 5678",
            "4276380012345678",
            "2200-7999-0001-1223",
            "3782 822463 10005",
            "заказ 9123456789",
            "заказ № 89990001122",
            "Order number: 9123456789",
            "ИНН 7707083893",
            "СНИЛС 789-123-456 78",
            "код 9990001122",
            "12345678901",
            "380501234567",
            "8.9990001122",
            "0.79990001122",
            "REF-79990001122",
            "a79990001122",
            "79990001122a",
            "79990001122-abc",
            "123456789990001122",
            "$79990001122",
            "id_79990001122",
            "+79*******22",
            "+7 999 000 11",
            "1111111 79990001122333",
            "79990001-1122-4333-8444-555555555555",
            "00000000-0000-4000-8000-079990001122",
            f"Authorization: Bearer 89990001122.{'7' * 30}",
            "+0000000000",
            "8 999 000 11 22 33 44",
        ],
    )
    def test_other_digits_are_no_number(self, text: str) -> None:
        assert find(text, ENVIRONMENTS).recipients == ()

    def test_ten_digits_count_where_there_is_nothing_better(self) -> None:
        assert find("вот 9990001122", ENVIRONMENTS).recipients == ("9990001122",)
        both = find("вот 9990001122 и +79990003344", ENVIRONMENTS)
        assert both.recipients == ("+79990003344",)
        named = find("телефон 9990001122, ещё +79990003344", ENVIRONMENTS)
        assert named.recipients == ("9990001122", "+79990003344")
        landline = find("телефон 4951234567", ENVIRONMENTS)
        assert landline.recipients == ("4951234567",)

    def test_the_likeliest_comes_first(self) -> None:
        text = "от 89990003344. Телефон абонента: +7 999 000 55 66, " + CALL
        assert find(text, ENVIRONMENTS).recipients == (
            "+79990001122",
            "+7 999 000 55 66",
            "89990003344",
        )

    def test_one_number_in_several_spellings_is_one(self) -> None:
        text = "+7 999 000 11 22 / 89990001122 / 79990001122 / %2B79990001122"
        assert find(text, ENVIRONMENTS).recipients == ("+7 999 000 11 22",)

    def test_neighbours_are_told_apart(self) -> None:
        for text in (
            "8 999 000 11 22 8 999 000 33 44",
            "89990001122 89990003344",
            "+79990001122 +79990003344",
            "89990001122,89990003344",
            "89990001122/89990003344",
            "+7 999 000-11-22 - +7 999 000-33-44",
        ):
            found = find(text, ENVIRONMENTS).recipients
            assert [read(number) for number in found] == ["+79990001122", "+79990003344"]

    def test_a_named_number_that_does_not_exist_is_offered_for_its_hint(self) -> None:
        assert find("Телефон: +7 199 000 11 22", ENVIRONMENTS).recipients == ("+7 199 000 11 22",)
        assert find("вот +7 199 000 11 22", ENVIRONMENTS).recipients == ()

    def test_a_long_list_gives_a_few(self) -> None:
        text = " ".join(f"8999{n:07d}" for n in range(3000))
        found = find(text, ENVIRONMENTS).recipients
        assert len(found) == 20
        assert all(re.fullmatch(r"8999\d{7}", number) for number in found)


class TestEnvironments:
    @pytest.mark.parametrize(
        ("text", "environments"),
        [
            (f"{BASE}/x", ("production",)),
            (BASE, ("production",)),
            (f"{BASE.upper()}/", ("production",)),
            ("https://online.sigmasms.ru:443/api/n/otp-handler/a", ("production",)),
            (STAGE, ("stage",)),
            (f"{BASE} {STAGE}", ("stage", "production")),
            ("POST /x HTTP/1.1\nHost: online.sigmasms.ru", ("production",)),
            ("кабинет https://online.sigmasms.ru/login.", ("production",)),
            ("http://127.0.0.1:38211/api/n/otp-handler/a/status", ("sandbox",)),
            ("http://127.0.0.1:38211/", ()),
            ("https://user.sigmasms.ru/api/n/otp-handler", ()),
            ("https://online.sigmasms.ru.evil.example/api/n/otp-handler", ()),
            ("https://online.sigmasms.ru@evil.example/", ()),
            ("https://online.sigmasms.ru:x@evil.example/", ()),
            ("https://online.sigmasms.ru:1@evil.example/", ()),
            ("https://my-online.sigmasms.ru/", ()),
            ("support@online.sigmasms.ru", ()),
            ("https://online.sigmasms.ru:8443/api/n/otp-handler", ()),
            ("/api/n/otp-handler/a/status", ()),
        ],
    )
    def test_they_are_known_by_host_and_path(
        self, text: str, environments: tuple[str, ...]
    ) -> None:
        assert find(text, ENVIRONMENTS).environments == environments

    def test_those_that_share_a_host_are_all_candidates_unless_the_path_tells(self) -> None:
        shared = [
            own("a", "https://otp.example/a"),
            own("ab", "https://otp.example/a/b"),
            own("c", "https://otp.example/c/"),
            own("six", "http://[::1]:8080/c"),
            own("broken", "https://[broken"),
            own("port", "https://otp.example:bad/"),
        ]
        assert find("https://otp.example/", shared).environments == ("a", "ab", "c")
        assert find("https://otp.example/c/x/status", shared).environments == ("c",)
        assert find("https://otp.example/a/b/x", shared).environments == ("a", "ab")
        assert find("https://otp.example/ab", shared).environments == ("a", "ab", "c")
        assert find("http://[::1]:8080/c/x", shared).environments == ("six",)


class TestStrangers:
    @pytest.mark.parametrize(
        ("text", "strangers"),
        [
            (f"curl 'https://otp.example/api/n/otp-handler/{ID}/status'", ("otp.example",)),
            (f"https://OTP.example:8443/otp-handler/{ID}/channel", ("otp.example:8443",)),
            (f"https://me:word@otp.example/otp-handler/{ID}/status", ("otp.example",)),
            (f"https://otp.example/longPolling/{ID}/status", ("otp.example",)),
            (f"https://otp.example/a/{ID}/checkStatusAndComplete", ("otp.example",)),
            (f"host=otp.example/otp-handler/{ID}/status", ("otp.example",)),
            (f"http://localhost:8080/otp-handler/{ID}/status", ("localhost:8080",)),
            (f"http://[::1]:8080/otp-handler/{ID}/status", ("[::1]:8080",)),
            (f"https://online.sigmasms.ru:8443/otp-handler/{ID}/status", BASE_ELSEWHERE),
            (f"https://a.example/otp-handler/{ID}/status {CALL}", ("a.example",)),
            (
                f"https://a.example/otp-handler/{ID}/status b.example/otp-handler/{ID}/status",
                ("a.example", "b.example"),
            ),
            # No stranger's.
            (CALL, ()),
            (f"https://online.sigmasms.ru/otp-handler/{ID}/status", ()),
            (f"{CALL} upstream: http://127.0.0.1:8080/otp-handler/{ID}/status", ()),
            (f"http://127.0.0.1:41234/api/n/otp-handler/{ID}/status", ()),
            (f"POST /api/n/otp-handler/{ID}/status HTTP/1.1 of https://otp.example/", ()),
            (f"see https://wiki.example/x and otp-handler/{ID}/status", ()),
            ("https://wiki.example/otp-handler/how-to", ()),
            (f"https://$HOST/otp-handler/{ID}/status", ()),
            (f"http://[....]/otp-handler/{ID}/status", ()),
        ],
    )
    def test_the_hosts_of_calls_that_are_no_environments_are_told(
        self, text: str, strangers: tuple[str, ...]
    ) -> None:
        assert find(text, ENVIRONMENTS).strangers == strangers


class TestTokens:
    @pytest.mark.parametrize(
        "text",
        [
            "Authorization: Bearer {}",
            "authorization:bearer {}",
            "Bearer {}",
            "bearer%20{}",
            "-H 'Authorization: Bearer {}'",
            '-H "Authorization: Bearer {}"',
            '{{"Authorization": "Bearer {}"}}',
            "{{'Authorization': 'Bearer {}'}}",
            r"{{\"Authorization\":\"Bearer {}\"}}",
            '{{"token":"{}"}}',
            '{{"accessToken" : "{}"}}',
            "?access_token={}&x=1",
            "OTP_TOKEN={}",
            "Authorization: {}",
            "Bearer: {}\n",
            "(Bearer {})",
            "Bearer {}.",
        ],
    )
    @pytest.mark.parametrize("token", [TOKEN, "abc-DEF_123~x+/==", "a1b2c3d4", ID])
    def test_a_bearer_token_is_found_and_taken_for_nothing_else(
        self, text: str, token: str
    ) -> None:
        assert find(text.format(token), ENVIRONMENTS) == Pasted(token=Secret(token))

    def test_a_bare_jwt_is_one(self) -> None:
        assert find(f"вот {TOKEN} он", ENVIRONMENTS).token == Secret(TOKEN)

    @pytest.mark.parametrize(
        "text",
        [
            "Authorization: Bearer $OTP_TOKEN",
            'Authorization: Bearer %OTP_TOKEN%"',
            "Authorization: Bearer {access-token}",
            "Authorization: Bearer <token>",
            "Authorization: Bearer ***",
            "Authorization: Bearer abc***xyz1",
            "Authorization: Bearer eyJhbGci…",
            "Authorization: Bearer xxxxxxxxxx",
            "Authorization: Basic dXNlcjpwYXNzd29yZA==",
            "bearer authentication failed",
            "The token expired",
            "Token: required",
            "token=",
            "token: короткий",
            '{"refreshToken": "abcdefgh12345678"}',
            "eyJ.eyJ.eyJ",
        ],
    )
    def test_a_place_holder_or_a_word_is_none(self, text: str) -> None:
        assert find(text, ENVIRONMENTS).token is None

    def test_of_several_none_is_offered_and_none_goes_into_a_field(self) -> None:
        text = f"token={ID} Authorization: Bearer {OTHER_ID} и снова {ID} {OTHER_ID}"
        assert find(text, ENVIRONMENTS) == Pasted(several_tokens=True)
        assert not find(text, ENVIRONMENTS).is_empty

    def test_one_that_stands_there_twice_is_one(self) -> None:
        text = f"Authorization: Bearer {TOKEN} {TOKEN} token={TOKEN}=="
        found = find(text, ENVIRONMENTS)
        assert found == Pasted(token=Secret(f"{TOKEN}=="))

    def test_too_many_tokens_end_the_text(self) -> None:
        text = "".join(f"token={n:08d}-1111-4222-8333-444444444444\n" for n in range(5000))
        found = find(text + ID, ENVIRONMENTS)
        assert found.several_tokens
        assert found.request_ids == ()
        assert found.looked_at is not None
        assert found.looked_at < len(text)


PIECES = st.sampled_from(
    [
        *("requestId=", "ID запроса: ", "recipient=", "phone: ", "Bearer ", "token=", "%2B", "+"),
        *(ID, "79990001122", "8 (999) 000-11-22", "9990001122", TOKEN, "otp-gui://inspect?"),
        *(
            BASE,
            ENVIRONMENTS[1].base_url,
            "/",
            "/status",
            "/checkStatusAndComplete",
            "?recipient=",
            "%",
            "\\",
            '"',
            "\n",
        ),
        *("\u202e", "\x00", "\ud800", "-", "é", "İ", "１２３", "&env=stage", "{", "a1", "%20", "^"),
    ]
)
HOSTS = {each.id: urlsplit(each.base_url).hostname or "" for each in ENVIRONMENTS}
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)


def plain(text: str) -> str:
    """Return a text as a server would decode it: twice, without what cannot be seen."""
    text = re.sub(r"\\u002[bB]", "+", text.replace("^", "").replace("\uff0b", "+"))
    for _each in range(2):
        text = unquote(text)
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


class TestProperties:
    @given(TEXTS)
    @example("0" * 5000)
    @example("requestId" * 500)
    @example("\ud800" * 50)
    def test_it_is_total(self, text: str) -> None:
        find(text, ENVIRONMENTS)

    @given(TEXTS)
    def test_nothing_is_invented(self, text: str) -> None:
        found = find(text, ENVIRONMENTS)
        decoded = plain(text)
        for request_id in found.request_ids:
            assert request_id in text or request_id in decoded
        spaced = decoded.replace("+", " ")
        for number in found.recipients:
            assert number in decoded or number.lstrip("+") in spaced
        for environment in found.environments:
            named = (HOSTS[environment], f"env={environment}")
            assert any(name in each.lower() for name in named for each in (text, decoded))
        if found.token is not None:
            assert found.token.reveal() in text

    @given(TEXTS, st.from_regex(r"[A-Za-z0-9._~+/-]{8,60}1", fullmatch=True), TEXTS)
    def test_a_token_gets_into_no_field(self, before: str, token: str, after: str) -> None:
        # What was cut short by somebody is none.
        assume("..." not in token)
        found = find(f"{before}\nAuthorization: Bearer {token}\n{after}", ENVIRONMENTS)
        assert found.token is not None or found.several_tokens
        for value in (*found.request_ids, *found.recipients):
            assert token not in value
            assert found.token is None or found.token.reveal() not in value

    @given(TEXTS, st.integers(1, 40))
    @example(f"8 999 000 11 22 {'7 ' * 100}89990003344", 1)
    @example(f"{'89990001122' * 9} 8999000{'1122 8999' * 9}0003344 {ID}{ID} {ID}", 7)
    @example(f"x {TOKEN} y {TOKEN[:30]}-{TOKEN[30:]}", 3)
    def test_slices_lose_and_invent_nothing(self, text: str, length: int) -> None:
        whole = find(text, ENVIRONMENTS)
        with patch.multiple(places, SLICE=length, _REPETITIONS=length):
            assert find(text, ENVIRONMENTS) == whole

    @given(TEXTS)
    def test_each_recipient_is_another_number(self, text: str) -> None:
        found = find(text, ENVIRONMENTS).recipients
        assert len({read(number) for number in found}) == len(found)


@pytest.mark.parametrize(
    "piece",
    [
        *("7", "a", " ", "+", "-", "(", "/", "\\", "%2B", "7 ", "7-", "-1111", "+7 999 000 11 2x "),
        *("eyJ", "eyJa.", "token=", "bearer ", "authorization: ", "requestId=", "requestId "),
        *(
            "/otp-handler/",
            "/checkStatusAndComplete",
            "otp-gui://",
            f"{BASE}/",
            "İ",
            "79990001122,",
        ),
    ],
)
def test_a_long_text_of_anything_comes_to_an_end(piece: str) -> None:
    """Give a text for which a time that grows with the square of its length would be hours."""
    text = piece * (1_000_000 // len(piece))
    assert ID in find(f"requestId={ID} {text}", ENVIRONMENTS).request_ids


def test_what_stands_after_two_million_characters_is_told() -> None:
    text = " " * MAX_TEXT
    assert find(text, ENVIRONMENTS).looked_at is None
    found = find(f"{text} {ID}", ENVIRONMENTS)
    assert (found.request_ids, found.looked_at) == ((), MAX_TEXT)


class TestSummary:
    @pytest.mark.parametrize(
        ("pasted", "english", "russian"),
        [
            (
                Pasted((ID,), ("+79990001122",), ("stage",)),
                "Taken: request ID, recipient, environment Stage. Nothing was sent.",
                "Взято: ID запроса, получатель, среда Stage. Ничего не отправлено.",
            ),
            (
                Pasted((ID,), ("1", "2")),
                "Taken: request ID. To be chosen: recipient. Nothing was sent.",
                "Взято: ID запроса. Нужно выбрать: получатель. Ничего не отправлено.",
            ),
            (
                Pasted((), (), ("stage", "production"), Secret("x")),
                (
                    "To be chosen: environment. There is a token in the text;"
                    " it went into no field. Nothing was sent."
                ),
                (
                    "Нужно выбрать: среда. В тексте есть токен; ни в одно поле он не попал."
                    " Ничего не отправлено."
                ),
            ),
            (
                Pasted((ID,), several_tokens=True),
                (
                    "Taken: request ID. There are several tokens in the text: none was taken, into"
                    " no field either. Nothing was sent."
                ),
                (
                    "Взято: ID запроса. В тексте несколько токенов: ни один не взят и ни в одно"
                    " поле не попал. Ничего не отправлено."
                ),
            ),
            (
                Pasted((ID,), looked_at=2_000_000, has_more=True),
                (
                    "Taken: request ID. Only the first 2000000 characters of the text were looked"
                    " at. There are more than the 20 candidates of a kind that are offered."
                    " Nothing was sent."
                ),
                (
                    "Взято: ID запроса. Просмотрены только первые 2000000 символов текста."
                    " Вариантов одного вида больше 20; остальные не предложены."
                    " Ничего не отправлено."
                ),
            ),
            (
                Pasted(),
                "Nothing was found: no request ID, no phone number, no address of an environment.",
                "Ничего не найдено: ни ID запроса, ни номера телефона, ни адреса среды.",
            ),
        ],
    )
    def test_it_says_what_was_taken(self, pasted: Pasted, english: str, russian: str) -> None:
        told = summary(pasted, ENVIRONMENTS)
        assert i18n.render(told) == english
        assert i18n.speaker("ru")(told) == russian

    def test_a_token_is_not_shown(self) -> None:
        pasted = Pasted(token=Secret(TOKEN))
        assert TOKEN not in repr(pasted)
        assert TOKEN not in i18n.render(summary(pasted, ENVIRONMENTS))
