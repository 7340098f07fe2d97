"""``causeloop workspaces``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import read_filter, write_models
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column
    from causeloop_desktop.cli.frame.session import Session

app = typer.Typer(help="What a team's data lives in.", no_args_is_help=True)


@verb(app, "list")
async def list_workspaces(session: "Session") -> None:
    """List the workspaces."""
    from causeloop_desktop.client.wire.pages import whole_list

    found = await whole_list(session.client.workspaces.list)
    await write_models(session, found, _columns(), "No workspaces.")


@verb(app, "create")
async def create_workspace(
    session: "Session",
    name: Annotated[str, typer.Argument(help="Its name, as people read it.")],
    *,
    slug: Annotated[
        str | None, typer.Option(help="Its short name, for --workspace.", show_default="from name")
    ] = None,
    timezone: Annotated[str, typer.Option(help="Where its days begin.")] = "UTC",
) -> None:
    """Make a new, empty workspace."""
    from causeloop_desktop.contract.workspaces import WorkspaceCreate

    wanted = read_filter(WorkspaceCreate, name=name, slug=slug, timezone=timezone)
    made = await session.client.workspaces.create(wanted)
    session.show(made, f"Created {made.name}. Use it with --workspace {made.slug}.")


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, field_text

    return [
        Column("Slug", field_text("slug")),
        Column("Name", field_text("name"), flexible=True),
        Column("Time zone", field_text("timezone")),
        Column("Sample", lambda row: "yes" if row.get("is_sample") else ""),
        Column("Id", field_text("id")),
    ]
