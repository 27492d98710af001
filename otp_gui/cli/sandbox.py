"""``otp-check sandbox``: the embedded otp-handler, to try the tool or a script against."""

import asyncio

import click

from otp_gui.bootstrap import Parts
from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode, RefusedHereError, data, say
from otp_gui.cli.session import language_option, open_front, run
from otp_gui.domain.phrase import phrase
from otp_gui.i18n import render, tr

_HIGHEST_PORT = 65_535


def sandbox_command() -> click.Command:
    """Build ``sandbox`` in the current language."""
    return click.Command(
        "sandbox",
        callback=_sandbox,
        help=with_examples(
            tr("Run the sandbox until Ctrl+C, and print its base URL."),
            "sandbox --list",
            "sandbox --port 8080",
        ),
        params=[
            click.Option(
                ["--port"],
                type=click.IntRange(0, _HIGHEST_PORT),
                default=0,
                help=tr("The port to listen on; the system chooses where left out."),
            ),
            click.Option(
                ["--list", "as_list"],
                is_flag=True,
                help=tr("Print the sessions that the sandbox knows, and run nothing."),
            ),
            language_option(),
        ],
    )


def _sandbox(*, port: int, as_list: bool) -> int:
    return run(open_front(), lambda parts: _list(parts) if as_list else _serve(parts, port))


async def _list(parts: Parts) -> int:
    for session in parts.sandbox.sessions():
        data(f"{session.request_id}  {session.recipient}  {render(session.title)}")
    return ExitCode.SUCCESS


async def _serve(parts: Parts, port: int) -> int:
    try:
        base_url = await parts.sandbox.start(port)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RefusedHereError(
            phrase("The sandbox cannot listen on port {port}: {reason}.", port=port, reason=reason)
        ) from None
    data(base_url)
    say(tr("The sandbox is called with the token {token}.", token=parts.sandbox_token.reveal()))
    say(tr("The sandbox is running. Ctrl+C ends it."))
    await asyncio.Event().wait()
    return ExitCode.SUCCESS
