"""``causeloop connectors``: connect sources, sync them, and see how it went."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.connectors.cassettes import record_sync, replay_sync
from causeloop_desktop.cli.connectors.fields import (
    CredentialsOption,
    SettingOption,
    as_settings,
    ask,
    field_columns,
    given_fields,
    read_credentials,
    read_pairs,
)
from causeloop_desktop.cli.connectors.remaps import remap
from causeloop_desktop.cli.connectors.scopes import list_scopes
from causeloop_desktop.cli.connectors.syncs import (
    backfill_connector,
    cancel_sync,
    list_runs,
    sync_connector,
)
from causeloop_desktop.cli.frame.lists import read_filter, write_models
from causeloop_desktop.cli.frame.options import ConnectorArgument, Sure
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.connectors import Connector

TypeArgument = Annotated[
    str, typer.Argument(metavar="TYPE", help="As `connectors catalog` shows it.")
]

app = typer.Typer(help="Sources: connect them, and see what they bring.", no_args_is_help=True)


@verb(app, "catalog")
async def list_catalog(session: "Session") -> None:
    """List the sources that can be connected."""
    page = await session.client.connectors.catalog()
    await write_models(session, page.data, _catalog_columns(), "There are no sources.")


@verb(app, "fields")
async def list_fields(
    session: "Session",
    type_: TypeArgument,
) -> None:
    """List what a source is told when it is connected."""
    entry = await session.client.connectors.entry(type_)
    await write_models(session, given_fields(entry), field_columns(), "It is told nothing.")


@verb(app, "list")
async def list_connectors(session: "Session") -> None:
    """List the connections."""
    from causeloop_desktop.client.wire.pages import whole_list

    found = await whole_list(session.client.connectors.list)
    nothing = "No source is connected. See what there is with `connectors catalog`."
    await write_models(session, found, _connector_columns(), nothing)


@verb(app, "add")
async def add_connector(
    session: "Session",
    type_: TypeArgument,
    *,
    name: Annotated[str, typer.Option(help="What it is called here.")] = "",
    set_: SettingOption = None,
    credentials: CredentialsOption = None,
) -> None:
    """Connect a source and test its credentials."""
    from causeloop_desktop.contract.connectors import ConnectorCreate

    given = None if credentials is None else read_credentials(credentials)
    wanted = read_filter(ConnectorCreate, type=type_, display_name=name)
    pairs = read_pairs(set_)
    entry = await session.client.connectors.entry(type_)
    filled = {
        "settings": as_settings(entry, pairs),
        "credentials": ask(entry.credentials) if given is None else given,
    }
    made = await session.client.connectors.create(wanted.model_copy(update=filled))
    session.show(made, _told(made))


@verb(app, "change")
async def change_connector(
    session: "Session",
    connector: ConnectorArgument,
    *,
    name: Annotated[str | None, typer.Option(help="What it is called here.")] = None,
    set_: SettingOption = None,
    credentials: CredentialsOption = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Use new credentials though their test failed.")
    ] = False,
) -> None:
    """Change the name, settings or credentials of a connection; what is not named stays."""
    from causeloop_desktop.contract.connectors import ConnectorId, ConnectorPatch, ConnectorStatus

    given = None if credentials is None else read_credentials(credentials)
    pairs = read_pairs(set_)
    if name is None and given is None and not pairs and not accept:
        raise typer.BadParameter("Say what to change: --name, --set, --credentials or --accept.")
    asked = {"display_name": name, "credentials": given}
    patch = read_filter(ConnectorPatch, **asked, accept_credentials=accept)
    found = await session.client.connectors.get(ConnectorId(connector))
    if pairs:
        entry = await session.client.connectors.entry(found.type)
        patch = patch.model_copy(update={"settings": as_settings(entry, pairs)})
    changed = await session.client.connectors.change(found.id, patch)
    if pairs and changed.status is not ConnectorStatus.CONNECTED:
        await session.client.connectors.test(found.id)
        changed = await session.client.connectors.get(found.id)
    session.show(changed, _told(changed))


@verb(app, "test")
async def try_connector(session: "Session", connector: ConnectorArgument) -> None:
    """Try the credentials."""
    from causeloop_desktop.client.errors import ClientError, Problem
    from causeloop_desktop.contract.connectors import ConnectorId

    tried = await session.client.connectors.test(ConnectorId(connector))
    if not tried.success and not session.options.json:
        raise ClientError(Problem("The test failed", tried.message))
    session.show(tried, f"It works: the source knows us as {tried.account}.")


@verb(app, "schedule")
async def set_schedule(
    session: "Session",
    connector: ConnectorArgument,
    *,
    cron: Annotated[str, typer.Option(help='Five fields, as "*/30 * * * *".')],
    timezone: Annotated[str, typer.Option(help="Zone in which they are read.")] = "UTC",
) -> None:
    """Set when a connection syncs."""
    from causeloop_desktop.contract.connectors import ConnectorId, ScheduleUpdate

    wanted = ScheduleUpdate(cron=cron, timezone=timezone)
    schedule = await session.client.connectors.schedule(ConnectorId(connector), wanted)
    times = ", ".join(f"{time:%d %b %H:%M}" for time in schedule.next_runs)
    session.show(schedule, f"{schedule.words} ({timezone}). Next, in UTC: {times}.")


@verb(app, "pause")
async def pause_connector(
    session: "Session",
    connector: ConnectorArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why, for those who see it.")] = "",
) -> None:
    """Let a connection rest until it is resumed."""
    from causeloop_desktop.contract.connectors import ConnectorId

    rests = await session.client.connectors.pause(ConnectorId(connector), reason)
    session.show(rests, f"{rests.display_name} is paused.")


@verb(app, "resume")
async def resume_connector(session: "Session", connector: ConnectorArgument) -> None:
    """Let a connection sync again."""
    from causeloop_desktop.contract.connectors import ConnectorId

    back = await session.client.connectors.resume(ConnectorId(connector))
    session.show(back, f"{back.display_name} is {back.status}.")


@verb(app, "remove")
async def remove_connector(
    session: "Session",
    connector: ConnectorArgument,
    *,
    yes: Sure = False,
) -> None:
    """Disconnect a source and forget its credentials; its issues stay."""
    from causeloop_desktop.contract.connectors import ConnectorId

    found = await session.client.connectors.get(ConnectorId(connector))
    if not yes:
        typer.confirm(f"Disconnect {found.display_name}? Its issues stay.", abort=True)
    await session.client.connectors.remove(found.id)
    session.show(found, f"{found.display_name} is disconnected.")


verb(app, "scopes")(list_scopes)
verb(app, "sync")(sync_connector)
verb(app, "backfill")(backfill_connector)
verb(app, "cancel")(cancel_sync)
verb(app, "runs")(list_runs)
verb(app, "record")(record_sync)
verb(app, "replay")(replay_sync)
verb(app, "remap")(remap)


def _told(connector: "Connector") -> str:
    said = f" {connector.status_reason}" if connector.status_reason else ""
    return f"{connector.display_name} ({connector.id}) is {connector.status}.{said}"


def _catalog_columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, field_text

    return [
        Column("Type", field_text("type")),
        Column("Name", field_text("title")),
        Column("Category", field_text("category")),
        Column("Brings", field_text("summary"), flexible=True),
    ]


def _connector_columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text

    return [
        Column("Id", field_text("id")),
        Column("Name", field_text("display_name"), flexible=True),
        Column("Source", field_text("title")),
        Column("Status", _standing),
        Column("Reason", field_text("status_reason"), flexible=True),
        Column("Synced", date_text("last_synced_at")),
    ]


def _standing(row: "Row") -> str:
    """Say how a connection stands; while a sync waits, for what."""
    if row["waiting"]:
        return f"waiting {row['waiting']}"
    return "syncing" if row["running"] else str(row["status"])
