"""``causeloop workspaces``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.options import AsOf, DataDir, Json, WorkspaceName, common
from causeloop_desktop.cli.running import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from causeloop_desktop.cli.output import Column, Row
    from causeloop_desktop.cli.session import Session
    from causeloop_desktop.contract.workspaces import Workspace

app = typer.Typer(help="What a team's data lives in.", no_args_is_help=True)


@app.command("list")
def list_workspaces(
    *,
    data_dir: DataDir = None,
    workspace: WorkspaceName = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List the workspaces."""
    run(common(data_dir, workspace, as_of, json), _list)


@app.command("create")
def create_workspace(
    name: Annotated[str, typer.Argument(help="Its name, as people read it.")],
    *,
    slug: Annotated[
        str | None, typer.Option(help="Its short name, for --workspace.", show_default="from name")
    ] = None,
    timezone: Annotated[str, typer.Option(help="Where its days begin.")] = "UTC",
    data_dir: DataDir = None,
    workspace: WorkspaceName = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Make a new, empty workspace."""
    from causeloop_desktop.cli.lists import read_filter
    from causeloop_desktop.contract.workspaces import WorkspaceCreate

    wanted = read_filter(WorkspaceCreate, name=name, slug=slug, timezone=timezone)

    async def work(session: "Session") -> None:
        made = await session.client.workspaces.create(wanted)
        session.show(made, f"Created {made.name}. Use it with --workspace {made.slug}.")

    run(common(data_dir, workspace, as_of, json), work)


async def _list(session: "Session") -> None:
    from causeloop_desktop.cli.output import write_json, write_table

    page = await session.client.workspaces.list()
    if session.options.json:
        await write_json(_rows(page.data))
    else:
        await write_table(_rows(page.data), _columns(), "No workspaces.", session.console)


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
