"""``otp-check env``: the list of environments."""

from pathlib import Path

import click

from otp_gui.cli.examples import with_examples
from otp_gui.cli.output import ExitCode, RefusedHereError, data, say, warn
from otp_gui.cli.session import (
    environment_argument,
    find_environment,
    language_option,
    open_front,
)
from otp_gui.domain.environment import (
    DEFAULT_TIMEOUT_SECONDS,
    Environment,
    Kind,
    asks_by_default,
    normalise_base_url,
    problems,
)
from otp_gui.domain.ports import StoreError
from otp_gui.i18n import render, tr


def environments_command() -> click.Group:
    """Build ``env`` in the current language."""
    return click.Group(
        "env",
        help=with_examples(
            tr("List, add and remove environments."),
            "env list",
            "env add acme --base-url https://otp.example.com/api/n/otp-handler --kind stage",
            "env remove acme",
        ),
        commands=[_list_command(), _add_command(), _remove_command()],
        params=[language_option()],
    )


def _list_command() -> click.Command:
    return click.Command(
        "list",
        callback=_list,
        help=with_examples(tr("Print the environments: ID, kind, base URL, name."), "env list"),
        params=[language_option()],
    )


def _list() -> int:
    listed = open_front().environments.listed()
    if listed.notice is not None:
        warn(render(listed.notice))
    rows = [(e.id, str(e.kind), e.base_url, e.name) for e in listed.environments]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        data("  ".join([*cells, row[3]]))
    if listed.provided:
        ids = ", ".join(each.id for each in listed.environments if each.id in listed.provided)
        say(tr("Provided by your administrator: {ids}.", ids=ids))
    return ExitCode.SUCCESS


def _add_command() -> click.Command:
    return click.Command(
        "add",
        callback=_add,
        help=with_examples(
            tr("Add an environment to the list."),
            "env add acme --base-url https://otp.example.com/api/n/otp-handler --kind stage",
            "env add local --base-url http://127.0.0.1:8080 --no-confirm --timeout 5",
        ),
        params=[*_what_it_is(), *_how_to_call_it(), language_option()],
    )


def _what_it_is() -> list[click.Parameter]:
    return [
        click.Argument(["environment_id"], metavar="ID"),
        click.Option(["--base-url"], required=True, metavar="URL", help=tr("Its address.")),
        click.Option(["--name"], help=tr("What people call it; the ID where left out.")),
        click.Option(
            ["--kind"],
            type=click.Choice([kind.value for kind in Kind]),
            default=Kind.CUSTOM.value,
            show_default=True,
            help=tr("What is at stake there."),
        ),
        click.Option(
            ["--replace"], is_flag=True, help=tr("Replace an environment of the same ID.")
        ),
    ]


def _how_to_call_it() -> list[click.Parameter]:
    return [
        click.Option(
            ["--confirm/--no-confirm"],
            default=None,
            help=tr("Whether completing is confirmed first; a production asks by default."),
        ),
        click.Option(
            ["--timeout"],
            type=float,
            default=DEFAULT_TIMEOUT_SECONDS,
            show_default=True,
            metavar="SECONDS",
            help=tr("The time limit of the whole call."),
        ),
        click.Option(
            ["--ca-bundle"],
            type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
            help=tr("A file of certificates to trust in place of the system's."),
        ),
        click.Option(["--proxy"], metavar="URL", help=tr("The proxy that calls go through.")),
        click.Option(
            ["--verify-tls/--no-verify-tls"],
            default=True,
            help=tr("Whether the server's certificate is checked."),
        ),
    ]


def _add(  # noqa: PLR0913 - click gives each option by its name
    *,
    environment_id: str,
    base_url: str,
    name: str | None,
    kind: str,
    confirm: bool | None,
    timeout: float,
    ca_bundle: Path | None,
    proxy: str | None,
    verify_tls: bool,
    replace: bool,
) -> int:
    new = Environment(
        id=environment_id,
        name=name if name is not None else environment_id,
        base_url=normalise_base_url(base_url),
        kind=Kind(kind),
        confirm_complete=asks_by_default(Kind(kind)) if confirm is None else confirm,
        timeout_seconds=timeout,
        ca_bundle=str(ca_bundle.resolve()) if ca_bundle is not None else None,
        proxy=proxy,
        verify_tls=verify_tls,
    )
    if found := problems(new):
        raise click.UsageError("\n".join(f"{field}: {render(p)}" for field, p in found.items()))
    _save(new, replace=replace)
    if new.is_plain:
        warn(tr("Calls to this environment travel unencrypted, the token with them."))
    if not new.verify_tls:
        warn(tr("Its certificate is not checked: anyone on the way can read the token."))
    say(tr("Environment “{id}” is in the list.", id=new.id))
    return ExitCode.SUCCESS


def _save(new: Environment, *, replace: bool) -> None:
    environments = open_front().environments
    listed = environments.listed()
    if not replace and new.id in {old.id for old in listed.environments} - listed.provided:
        raise click.UsageError(
            tr("There is an environment “{id}” already: give --replace to replace it.", id=new.id)
        )
    try:
        environments.save(new)
    except StoreError as error:
        raise RefusedHereError(error.explanation) from None


def _remove_command() -> click.Command:
    return click.Command(
        "remove",
        callback=_remove,
        help=with_examples(
            tr("Take an environment out of the list. Its token and its history stay."),
            "env remove acme",
        ),
        params=[environment_argument("ID"), language_option()],
    )


def _remove(*, environment_id: str) -> int:
    lists = open_front()
    find_environment(lists, environment_id, "ID")
    try:
        lists.environments.remove(environment_id)
    except StoreError as error:
        raise RefusedHereError(error.explanation) from None
    say(
        tr(
            "Environment “{id}” is removed. To forget its token too: otp-check token delete {id}",
            id=environment_id,
        )
    )
    return ExitCode.SUCCESS
