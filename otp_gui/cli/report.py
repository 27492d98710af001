"""``otp-check report``: what is handed on about a call, from this computer's own records."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import click

from otp_gui import __version__, i18n
from otp_gui.bootstrap import Front, Parts
from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode, write
from otp_gui.cli.session import environment_ids, language_option, open_front, opened_history
from otp_gui.domain.case import Case
from otp_gui.domain.curl import Shell, curl
from otp_gui.domain.history_query import HistoryQuery, PageKey
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.reply import own_replies, reply, reply_kind, values_of
from otp_gui.domain.request import fold, read_request_id
from otp_gui.i18n import render, tr
from otp_gui.services.report import Style, report

_USUAL_SHELL: Final = Shell.CMD if sys.platform == "win32" else Shell.BASH
_AT_ONCE: Final = 100


def report_command() -> click.Command:
    """Build ``report`` in the current language."""
    return click.Command(
        "report",
        callback=_report,
        help=with_examples(
            tr(
                "Print the report on the latest recorded call for a login, for the ticket. Nothing"
                " is sent anywhere, and phone numbers are masked unless you ask for them. In the"
                " language of --lang."
            ),
            "report REQUEST_ID",
            "report REQUEST_ID --reply --lang ru",
            "report REQUEST_ID --curl --full-numbers",
        ),
        short_help=tr("Print the report on a call, a reply to the user, or a curl command."),
        params=[*_which(), *_what(), language_option()],
    )


def _which() -> list[click.Parameter]:
    return [
        click.Argument(["request_id"], required=False),
        click.Option(
            ["--uid"],
            metavar="UID",
            help=tr("That very call, as “history --json” and an export name it."),
        ),
        click.Option(
            ["--env", "environment_id"],
            metavar="ID",
            shell_complete=environment_ids,
            help=tr("Only calls to that environment."),
        ),
    ]


def _what() -> list[click.Parameter]:
    return [
        click.Option(["--markdown"], is_flag=True, help=tr("Write the report as Markdown.")),
        click.Option(["--reply"], is_flag=True, help=tr("Print the reply to the user instead.")),
        click.Option(
            ["--curl", "as_curl"],
            is_flag=True,
            help=tr("Print the call as a curl command instead, with OTP_TOKEN for the token."),
        ),
        click.Option(
            ["--shell"],
            type=click.Choice([shell.value for shell in Shell]),
            default=_USUAL_SHELL.value,
            show_default=True,
            help=tr("Whose quoting the curl command is written in."),
        ),
        click.Option(["--full-numbers"], is_flag=True, help=tr("Print phone numbers in full.")),
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which call: ``uid``, or the latest for ``request_id``, of one environment or of any."""

    request_id: str
    uid: str | None
    environment_id: str | None


def _report(  # noqa: PLR0913 - click gives each option by its name
    *,
    request_id: str | None,
    uid: str | None,
    environment_id: str | None,
    markdown: bool,
    reply: bool,
    as_curl: bool,
    shell: str,
    full_numbers: bool,
) -> int:
    if [markdown, reply, as_curl].count(True) > 1:
        raise click.UsageError(tr("Give one of --markdown, --reply and --curl."))
    asked = _read(request_id, uid, environment_id)
    lists = open_front()
    with opened_history(lists) as at_work:
        case = at_work.do(lambda parts: _find(parts, asked))
    if case is None:
        raise click.UsageError(tr("The history of this computer holds no such call."))
    if reply:
        text = _reply_text(case, lists)
    elif as_curl:
        text = _curl_text(case.record, Shell(shell), masked=not full_numbers)
    else:
        style = Style.MARKDOWN if markdown else Style.PLAIN
        text = _report_text(case, lists, style, masked=not full_numbers)
    write(text.rstrip("\n"))
    return ExitCode.SUCCESS


def _read(request_id: str | None, uid: str | None, environment_id: str | None) -> _Asked:
    if (request_id is None) is (uid is None):
        raise click.UsageError(tr("Give either a request ID or --uid."))
    if request_id is None:
        return _Asked("", uid, environment_id)
    reading = read_request_id(request_id)
    if reading.value is None:
        problem = render(reading.problem) if reading.problem else ""
        raise click.BadParameter(problem, param_hint="REQUEST_ID")
    return _Asked(reading.value.value, None, environment_id)


async def _find(parts: Parts, asked: _Asked) -> Case | None:
    if asked.uid is not None:
        held = await parts.history.held([asked.uid])
        record = held[0] if held else None
        if record is not None and asked.environment_id not in (None, record.environment):
            return None
    else:
        record = await _latest(parts, asked)
    return None if record is None else await parts.recall.case(record)


async def _latest(parts: Parts, asked: _Asked) -> CheckRecord | None:
    """Return the newest call for the request ID, which a search finds as a part of others too."""
    query = HistoryQuery(text=asked.request_id, environment=asked.environment_id)
    after: PageKey | None = None
    while True:
        page = await parts.history.page(query, after, _AT_ONCE)
        for record in page.records:
            if fold(record.request_id) == fold(asked.request_id):
                return record
        after = page.next
        if after is None:
            return None


def _report_text(case: Case, lists: Front, style: Style, *, masked: bool) -> str:
    known, _problem = lists.environments.load()
    names = {environment.id: environment.name for environment in known}
    environment = case.record.environment
    return report(
        case,
        style=style,
        say=_say(),
        environment_name=names.get(environment, environment),
        version=__version__,
        masked=masked,
    )


def _reply_text(case: Case, lists: Front) -> str:
    preferences, _problem = lists.preferences.load()
    own = own_replies(preferences.replies)
    return reply(reply_kind(case), i18n.language(), _say(), own, values_of(case, _say()))


def _curl_text(record: CheckRecord, shell: Shell, *, masked: bool) -> str:
    return curl(
        record.base_url,
        record.request_id,
        record.recipient,
        record.operation,
        shell,
        masked=masked,
    )


def _say() -> Callable[..., str]:
    return i18n.speaker(i18n.language())
