"""``causeloop workspaces``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.verbs import verb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from causeloop_desktop.cli.output import Column, Row
    from causeloop_desktop.cli.session import Session
    from causeloop_desktop.contract.workspaces import Workspace

app = typer.Typer(help="What a team's data lives in.", no_args_is_help=True)


@verb(app, "list")
async def list_workspaces(session: "Session") -> None:
    """List the workspaces."""
    from causeloop_desktop.cli.output import write_json, write_table

    page = await session.client.workspaces.list()
    if session.options.json:
        await write_json(_rows(page.data))
    else:
        await write_table(_rows(page.data), _columns(), "No workspaces.", session.console)


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
    from causeloop_desktop.cli.lists import read_filter
    from causeloop_desktop.contract.workspaces import WorkspaceCreate

    wanted = read_filter(WorkspaceCreate, name=name, slug=slug, timezone=timezone)
    made = await session.client.workspaces.create(wanted)
    session.show(made, f"Created {made.name}. Use it with --workspace {made.slug}.")


async def _rows(workspaces: "tuple[Workspace, ...]") -> "AsyncIterator[Row]":
    for workspace in workspaces:
        yield workspace.model_dump(mode="json")


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.output import Column, field_text

    return [
        Column("Slug", field_text("slug")),
        Column("Name", field_text("name"), flexible=True),
        Column("Time zone", field_text("timezone")),
        Column("Sample", lambda row: "yes" if row.get("is_sample") else ""),
        Column("Id", field_text("id")),
    ]
