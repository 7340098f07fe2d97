"""What can be picked of a source: its projects, repositories, channels, folders or tables."""

from typing import TYPE_CHECKING

from causeloop_desktop.cli.frame.lists import write_models
from causeloop_desktop.cli.frame.options import ConnectorArgument

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column
    from causeloop_desktop.cli.frame.session import Session


async def list_scopes(session: "Session", connector: ConnectorArgument) -> None:
    """List what can be picked of a source; pick with `connectors change --set`."""
    from causeloop_desktop.contract.connectors import ConnectorId

    client, id_ = session.client.connectors, ConnectorId(connector)
    entry = await client.entry((await client.get(id_)).type)
    nothing = f"{entry.title} has nothing to pick from; it is read whole."
    found = await client.scopes(id_) if entry.scopes_setting else None
    await write_models(session, found.data if found else (), _columns(), nothing)


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, field_text

    return [
        Column("Value", field_text("value")),
        Column("Name", field_text("label")),
        Column("Holds", field_text("size")),
        Column("Remark", field_text("hint"), flexible=True),
    ]
