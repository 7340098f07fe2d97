"""``causeloop webhooks``: let providers tell of changes at once."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import read_filter, write_models
from causeloop_desktop.cli.frame.options import STDIN, ConnectorArgument
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.webhooks import Webhook, WebhookCreated

app = typer.Typer(help="Changes that providers tell at once.", no_args_is_help=True)

NOTHING = "No connection is told of changes. Begin with `causeloop webhooks create CONNECTOR`."
NO_ADDRESS = (
    "This engine has no public address. Put one in front of the path (a proxy or a tunnel that "
    "leads here) and start it with `causeloop serve --public-url https://...`."
)

WebhookArgument = Annotated[
    str,
    typer.Argument(metavar="WEBHOOK", help="Its id, or that of its connection, as listed."),
]
SecretFile = Annotated[
    Path | None,
    typer.Option(
        help="File with the secret that the provider made, or - for stdin.", show_default="ours"
    ),
]


@verb(app, "list")
async def list_webhooks(session: "Session") -> None:
    """List the connections that are told of changes, and what came last."""
    from causeloop_desktop.client.wire.pages import whole_list

    found = await whole_list(session.client.webhooks.list)
    await write_models(session, found, _columns(), NOTHING)


@verb(app, "create")
async def create_webhook(
    session: "Session",
    connector: ConnectorArgument,
    *,
    secret_file: SecretFile = None,
) -> None:
    """Let a connection be told of changes; the secret is shown this once."""
    from causeloop_desktop.contract.webhooks import WebhookCreate

    wanted = read_filter(WebhookCreate, connector_id=connector, secret=_secret(secret_file))
    made = await session.client.webhooks.create(wanted)
    _show(session, made)


@verb(app, "rotate")
async def rotate_webhook(
    session: "Session",
    webhook: WebhookArgument,
    *,
    grace_hours: Annotated[
        float | None,
        typer.Option(help="How long the old secret still holds.", show_default="24"),
    ] = None,
    secret_file: SecretFile = None,
) -> None:
    """Make another secret; the old one holds for a while, so that nothing is lost."""
    from causeloop_desktop.contract.webhooks import WebhookRotate

    wanted = read_filter(WebhookRotate, grace_hours=grace_hours, secret=_secret(secret_file))
    known = await _find(session, webhook)
    _show(session, await session.client.webhooks.rotate(known.id, wanted))


@verb(app, "test")
async def try_webhook(session: "Session", webhook: WebhookArgument) -> None:
    """Send a signed message to ourselves; it brings nothing."""
    from causeloop_desktop.client.errors import ClientError, Problem

    known = await _find(session, webhook)
    tried = await session.client.webhooks.test(known.id)
    if not tried.success and not session.options.json:
        raise ClientError(Problem(known.connector_name, tried.message))
    session.show(tried, tried.message)


@verb(app, "delete")
async def delete_webhook(
    session: "Session",
    webhook: WebhookArgument,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Believe nothing more that comes by a webhook; the connection itself stays."""
    known = await _find(session, webhook)
    if not yes:
        typer.confirm(f"Remove the webhook of {known.connector_name}?", abort=True)
    await session.client.webhooks.remove(known.id)
    session.show(known, f"{known.connector_name} is not told of changes any more.")


async def _find(session: "Session", wanted: str) -> "Webhook":
    """Find a webhook by its id or its connection's.

    Raises:
        NotFoundError: There is none.
    """
    from causeloop_desktop.contract.connectors import ConnectorId
    from causeloop_desktop.contract.webhooks import WebhookId

    page = await session.client.webhooks.list(ConnectorId(wanted))
    return page.data[0] if page.data else await session.client.webhooks.get(WebhookId(wanted))


def _secret(file: Path | None) -> str | None:
    """Read the provider's secret; it never stands on the command line.

    Raises:
        typer.BadParameter: The file cannot be read.
    """
    if file is None:
        return None
    try:
        text = sys.stdin.read() if file == STDIN else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = f'"{file}" cannot be read as text.'
        raise typer.BadParameter(said, param_hint="--secret-file") from error
    return text.strip()


def _show(session: "Session", made: "WebhookCreated") -> None:
    if session.options.json:
        session.show(made, "")
    else:
        session.tell(_told(made))


def _told(made: "WebhookCreated") -> "Iterator[str]":
    yield f"Address    {made.url or made.path}"
    if made.secret:
        yield f"Secret     {made.secret}"
        yield "           It is not shown again."
    else:
        yield "Secret     the one that you gave"
    yield f"Signed in  {made.header}"
    if made.where:
        yield f"Set it up  {made.where}"
    if made.events:
        yield f"Events     {', '.join(made.events)}"
    if not made.url:
        yield ""
        yield NO_ADDRESS


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, field_text

    return [
        Column("Webhook", field_text("id")),
        Column("Connection", field_text("connector_name"), flexible=True),
        Column("Address", lambda row: str(row.get("url") or row.get("path"))),
        Column("Taken", field_text("deliveries"), numeric=True),
        Column("Last", lambda row: _moment(row, "last_delivery")),
        Column("Refused", field_text("refusals"), numeric=True),
        Column("Last reason", _reason, flexible=True),
    ]


def _moment(row: "Row", name: str) -> str:
    last = row.get(name)
    return str(last["at"])[:16].replace("T", " ") if isinstance(last, dict) else ""


def _reason(row: "Row") -> str:
    last = row.get("last_refusal")
    return str(last["reason"]) if isinstance(last, dict) else ""
