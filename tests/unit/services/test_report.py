import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import HIDDEN
from otp_gui.services.report import MAX_MESSAGE, Style, report
from tests.unit.domain.records import FALSE, TRUE, channel, check, refusal, status

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDB9.c2lnbmF0dXJl"
SPELLINGS = [
    "+79990001122",
    "89990001122",
    "9990001122",
    "+7 (999) 000-11-22",
    "8 999 000 11 22",
    "%2B79990001122",
    "７９９９０００１１２２",
    "7.999.000.11.22",
    "7_999_000_11_22",
    "+7\u200b999\u200b000\u200b11\u200b22",
    "9 9 9 0 0 0 1 1 2 2",
    "7:999:000:1122",
]
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "[сюда](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "https://evil.example/login www.evil.example support@evil.example @anna #12",
    "| a | b |\n|---|---|",
    "```\n**bold**\n```",
    "`` ` ``` ````",
    "~~~\n# heading\n~~~",
    "- **When:** never\n\n1. one\n> two\n---\n===",
    "<!-- --> &lt; &#60; \\` \\[a\\](b)",
    "a\r\nb\u2028c\u202ed\x00e",
    "`",
]


def told(
    case: Case,
    style: Style = Style.PLAIN,
    *,
    language: str = "en",
    masked: bool = True,
    seen: Sequence[tuple[datetime, Phrase]] = (),
) -> str:
    return report(
        case,
        style=style,
        say=i18n.speaker(language),
        environment_name="Stage",
        version="1.2.3",
        masked=masked,
        seen=seen,
    )


def answered(message: str, type_: str = "SessionNotFoundException") -> CheckRecord:
    return check(replace(refusal(type_, 404), message=message))


def rendered(markdown: str) -> str:
    """Return what of a text is markup: fenced blocks and code spans go, as CommonMark has them."""
    lines, fence = [], ""
    for line in markdown.split("\n"):
        if fence:
            fence = "" if line.strip() == fence else fence
        elif match := re.match(r"(`{3,})text$", line):
            fence = match[1]
        else:
            lines.append(line)
    assert not fence
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "CODE", "\n".join(lines))


class TestContents:
    @pytest.mark.parametrize("style", Style)
    def test_everything_that_a_ticket_needs_is_in_it(self, style: Style) -> None:
        before = check(FALSE, uid="1", minutes_ago=5, operator="boris")
        text = told(Case(answered("Сессия не найдена"), Past(session=[before])), style)
        for part in (
            "Session gone",
            "2026-11-23 10:20:31 (UTC+00:00, as all times here)",
            "Stage",
            "https://stage.example/api",
            "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6",
            "+79*******22",
            "Check and complete",
            "(the service answered with an error)",
            "SessionNotFoundException",
            "404",
            "Сессия не найдена",
            "What it means",
            "Whose move",
            "What to do next",
            "Ask the user to start a new login.",
            "boris: Not completed",
            "Made by OTP GUI 1.2.3",
        ):
            assert part in text

    @pytest.mark.parametrize("style", Style)
    def test_what_a_watch_saw_is_told_with_its_times(self, style: Style) -> None:
        at = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)
        said = phrase("The server says: {words}", words="+79990001122 **bold**")
        text = told(Case(check(FALSE)), style, seen=[(at, said)])
        (line,) = (line for line in text.splitlines() if "The server says" in line)
        assert i18n.moment(at) in line
        assert "79990001122" not in line
        assert style is Style.PLAIN or "**bold**" not in rendered(line)
        assert "What was seen" in text
        assert "What was seen" not in told(Case(check(FALSE)), style)

    def test_it_is_in_the_language_asked_for(self) -> None:
        i18n.install("en")
        text = told(Case(answered("Сессия не найдена")), language="ru")
        assert "ID запроса: d385ab22" in text
        assert "Что делать дальше:" in text
        assert "Составлено в OTP GUI 1.2.3" in text
        assert not re.search(r"What|When|Made", text)

    @pytest.mark.parametrize("style", Style)
    def test_a_note_is_in_it_as_quoted_text_without_number_and_token(self, style: Style) -> None:
        note = f"Ticket 4711\n- **When:** never\n+7 999 000-11-22 Bearer {TOKEN}"
        text = told(Case(replace(answered("gone"), note=note)), style)
        assert "Note" in text
        assert "Ticket 4711" in text
        assert "999 000-11-22" not in text
        assert TOKEN not in text
        if style is Style.MARKDOWN:
            assert "never" not in rendered(text)
        else:
            assert "> - **When:** never" in text
        assert "Note" not in told(Case(answered("gone")), style)

    def test_an_inspection_tells_its_channel(self) -> None:
        text = told(Case(status(FALSE), channel=channel(type="viber", status="sent")))
        assert "Channel: Viber" in text
        assert "State: sent" in text
        assert "Status (read-only)" in text

    @pytest.mark.parametrize(
        ("record", "line"),
        [
            (check(TRUE), "success (confirmed, and completed by this call)"),
            (check(FALSE), "not_completed (not confirmed, or completed already)"),
            (status(TRUE), "success (confirmed; nothing was completed)"),
            (
                status(FALSE),
                "not_completed (the status is false: not confirmed, or completed already)",
            ),
            (channel(), "not_completed (the channel was read; nothing was completed)"),
            (check(TRUE, Operation.RESEND), "success (the resend was accepted)"),
            (check(FALSE, Operation.RESEND), "not_completed (the resend was not accepted)"),
            (status(refusal("ForbiddenException")), "error (the service answered with an error)"),
            (check(Outcome(Verdict.UNKNOWN)), "unknown (no clear answer)"),
            (check(Outcome(Verdict.NOT_SENT)), "not_sent (nothing was sent)"),
        ],
    )
    def test_the_verdict_keeps_its_word_and_is_not_misread(
        self, record: CheckRecord, line: str
    ) -> None:
        assert f"Verdict: {line}\n" in told(Case(record))
        word = line.partition(" ")[0]
        assert f"Вердикт: {word} (" in told(Case(record), language="ru")

    def test_the_zone_is_told_once_and_every_time_is_in_it(self) -> None:
        before = status(FALSE, uid="1", minutes_ago=5)
        text = told(Case(status(FALSE), Past(session=[before])), language="ru")
        assert "Когда: 23.11.2026 10:20:31 (UTC+00:00, как и всё время в отчёте)\n" in text
        assert text.count("UTC") == 1
        assert "- 23.11.2026 10:15:31 · " in text

    def test_a_call_that_was_not_sent_tells_its_cause(self) -> None:
        text = told(Case(check(Outcome(Verdict.NOT_SENT, Failure.DNS))))
        assert "Cause on this side: dns" in text
        assert "HTTP status" not in text
        assert "The server's message" not in text

    def test_a_long_story_is_cut_at_its_beginning(self) -> None:
        calls = [status(FALSE, uid=str(n), minutes_ago=n) for n in range(1, 61)]
        text = told(Case(check(TRUE), Past(session=calls)))
        assert "11 earlier calls are left out" in text
        assert text.count("Status (read-only) · anna") == 49

    def test_a_long_message_is_cut_and_says_so(self) -> None:
        text = told(Case(answered("ы" * 10_000)))
        assert text.count("ы") == MAX_MESSAGE + len(re.findall("ы", told(Case(answered("")))))
        assert "Cut here after 4 KB." in text

    @pytest.mark.parametrize(
        ("message", "cut"),
        [
            ("ы" * MAX_MESSAGE, False),
            ("ы" * (MAX_MESSAGE + 1), True),
            ("+79990001122, " * 800, False),
            ("+79990001122, " * 900 + "конец", True),
            ("\r\n" * MAX_MESSAGE, False),
            ("\r\n" * (MAX_MESSAGE + 1), True),
        ],
    )
    def test_a_cut_is_told_if_and_only_if_something_is_left_out(
        self, message: str, *, cut: bool
    ) -> None:
        text = told(Case(answered(message)))
        assert ("Cut here after 4 KB." in text) is cut
        assert ("конец" in text) is ("конец" in message and not cut)

    @pytest.mark.parametrize("verdict", Verdict)
    @pytest.mark.parametrize("operation", Operation)
    @pytest.mark.parametrize("style", Style)
    def test_every_verdict_has_one(
        self, verdict: Verdict, operation: Operation, style: Style
    ) -> None:
        for language in i18n.LANGUAGES:
            assert told(Case(check(Outcome(verdict), operation)), style, language=language)


class TestSecrets:
    @pytest.mark.parametrize("style", Style)
    @pytest.mark.parametrize("spelling", SPELLINGS)
    def test_no_spelling_of_the_number_gets_out(self, spelling: str, style: Style) -> None:
        outcome = replace(refusal(f"Odd{spelling}", 404), message=f"номер {spelling} чужой")
        record = replace(check(outcome), operator=f"u{spelling}", request_id=f"r/{spelling}")
        text = told(Case(record, Past(session=[replace(record, uid="1")])), style)
        digits = re.sub(r"U\+[0-9A-F]{4}|\D", "", text.translate(_ASCII))
        assert "9990001122" not in digits
        assert "0001122" not in digits
        assert "чужой" in text

    @pytest.mark.parametrize("style", Style)
    def test_neither_does_another_persons(self, style: Style) -> None:
        text = told(Case(answered("привязан к +7 (999) 000-33-44")), style)
        assert "33-44" not in text

    def test_a_number_across_the_cut_does_not_get_out_in_part(self) -> None:
        text = told(Case(answered("ы" * (MAX_MESSAGE - 6) + "+79990001122")))
        assert "+7999" not in text

    @pytest.mark.parametrize("written", ["+79990001122", "+7 999 000-33-44", "8 999 000 11 22"])
    @pytest.mark.parametrize("room", range(24))
    def test_neither_does_the_last_one_of_many_that_shrink_as_they_are_hidden(
        self, written: str, room: int
    ) -> None:
        message = "x" * room + f"{written} и ещё " * 1000
        quoted = _quoted(told(Case(answered(message))))
        assert not re.search(r"\d", quoted)
        assert quoted.count(HIDDEN) > 400

    @pytest.mark.parametrize("room", range(0, 60, 7))
    def test_no_token_gets_out_in_part(self, room: int) -> None:
        message = "x" * room + f"Bearer {TOKEN} и " * 300
        quoted = _quoted(told(Case(answered(message)), masked=False))
        assert "eyJ" not in quoted

    def test_the_full_number_is_an_explicit_choice(self) -> None:
        case = Case(answered("номер +7 999 000-11-22"))
        text = told(case, masked=False)
        assert "Recipient: +79990001122" in text
        assert "номер +7 999 000-11-22" in text

    @pytest.mark.parametrize("style", Style)
    @pytest.mark.parametrize("masked", [True, False])
    @pytest.mark.parametrize(
        "message", ["Bearer {}", "token={}", '{{"Authorization": "Bearer {}"}}', "x {} y"]
    )
    def test_no_token_gets_out_whatever_is_masked(
        self, message: str, style: Style, *, masked: bool
    ) -> None:
        outcome = replace(refusal(message.format(TOKEN), 404), message=message.format(TOKEN))
        text = told(Case(check(outcome)), style, masked=masked)
        assert TOKEN not in text
        assert "c2lnbmF0dXJl" not in text

    def test_an_id_that_is_digits_stays_readable(self) -> None:
        record = replace(answered(""), request_id="12345678901234")
        assert "Request ID: 12345678901234" in told(Case(record))

    @pytest.mark.parametrize("recipient", ["", " ", "abc", "12", "+", "вася", "+7999"])
    def test_a_recipient_may_be_anything(self, recipient: str) -> None:
        record = replace(answered(f"номер {recipient} чужой"), recipient=recipient)
        assert f"номер {recipient} чужой" not in told(Case(record)) or not recipient.strip()


def _quoted(report: str) -> str:
    """Return what a plain report has of the server's message."""
    return "\n".join(line for line in report.split("\n") if line.startswith("> "))


_ASCII = {ord("０") + n: str(n) for n in range(10)}


class TestMarkup:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_nothing_of_the_servers_is_markup(self, text: str) -> None:
        outcome = replace(refusal(text, 404), message=text)
        record = replace(
            check(outcome), operator=text, request_id=text, base_url=text, recipient=text
        )
        case = Case(
            record,
            Past(session=[replace(record, uid="1", outcome=refusal(text))]),
            channel(type=text, label=text, status=text, codeType=text),
        )
        safe = replace(case, record=check(replace(refusal("X", 404), message="x")), past=Past())
        left = rendered(told(case, Style.MARKDOWN))
        for sign in "<>[]|#@&~\\`":
            assert sign not in left.replace("OTP GUI", "")
        assert "evil" not in left
        assert "javascript" not in left
        kept = [line for line in rendered(told(safe, Style.MARKDOWN)).split("\n") if line]
        assert {line for line in kept if line.startswith("**")} & set(left.split("\n"))

    @given(st.text(alphabet="`~<>[]()*_-#|\\ \n\r\tab:/@!&;\u2028", max_size=80))
    def test_no_text_escapes_its_block(self, text: str) -> None:
        outcome = replace(refusal(f"a{text}", 404), message=f"b{text}")
        left = rendered(told(Case(check(outcome)), Style.MARKDOWN))
        assert not re.search(r"[<>\[\]|#@&~\\`]", left)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_plain_report_quotes_each_line(self, text: str) -> None:
        record = answered(text)
        lines = told(Case(record)).split("\n")
        at = lines.index("The server's message:")
        quoted = lines[at + 1 : lines.index("", at)]
        assert all(line.startswith("> ") for line in quoted)
        assert "\u202e" not in "".join(lines)
        assert "\x00" not in "".join(lines)
