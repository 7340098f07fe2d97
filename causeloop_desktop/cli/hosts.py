"""``causeloop hosts``: where the program has asked, how often, and why."""

from typing import TYPE_CHECKING

from causeloop_desktop.cli.frame.lists import write_models

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session


async def hosts(session: "Session") -> None:
    """List the hosts that were contacted for the workspace, and why.

    Only names of hosts are kept: no paths, no parameters, no secrets.
    """
    from causeloop_desktop.client.wire.pages import whole_list

    found = await whole_list(session.client.hosts.list)
    await write_models(session, found, _columns(), "No host has been contacted.")


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text

    return [
        Column("Host", field_text("host")),
        Column("Requests", field_text("requests"), numeric=True),
        Column("First", date_text("first_at")),
        Column("Last", date_text("last_at")),
        Column("Why", _why, flexible=True),
    ]


def _why(row: "Row") -> str:
    from causeloop_desktop.contract.hosts import Host

    uses = Host.model_validate(row).uses
    return ", ".join(f"{use.purpose} of {use.title}" for use in uses)
