"""``causeloop duplicates``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.options import DataDir, Json, WorkspaceName, common
from causeloop_desktop.cli.running import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from causeloop_desktop.cli.output import Row
    from causeloop_desktop.cli.session import Session
    from causeloop_desktop.contract.base import IssueId

NOTHING = "Nothing is told twice: no issues of different sources are joined."
PAGE = 100

app = typer.Typer(help="What several tools tell of one occurrence.", no_args_is_help=True)


@app.callback()
def duplicates() -> None:
    """What several tools tell of one occurrence."""


@app.command("list")
def list_duplicates(
    *,
    limit: Annotated[int, typer.Option(help="How many pairs.", min=1, max=PAGE)] = 25,
    data_dir: DataDir = None,
    workspace: WorkspaceName = None,
    json: Json = False,
) -> None:
    """List joined pairs, the newest joins first."""

    async def work(session: "Session") -> None:
        from causeloop_desktop.cli.output import Column, field_text, write_table

        page = await session.client.duplicates.list(limit=limit)
        if json:
            session.show(page, "")
            return
        columns = [
            Column("Id", field_text("id")),
            Column("First", lambda row: _id(row, 0)),
            Column("Then", lambda row: _id(row, 1)),
            Column("Sure", field_text("sure"), numeric=True),
            Column("Because", field_text("reason"), flexible=True),
        ]
        rows: list[Row] = [
            {**pair.model_dump(mode="json"), "sure": f"{pair.score:.2f}"} for pair in page.data
        ]
        await write_table(_each(rows), columns, NOTHING, session.console)

    run(common(data_dir, workspace, None, json), work)


@app.command("join")
def join_issues(
    one: Annotated[str, typer.Argument(help="Id of an issue, ours or its source's.")],
    other: Annotated[str, typer.Argument(help="Id of an issue that tells the same.")],
    *,
    data_dir: DataDir = None,
    workspace: WorkspaceName = None,
    json: Json = False,
) -> None:
    """Say that two issues tell of one occurrence, which then counts once."""

    async def work(session: "Session") -> None:
        first, second = await _find(session, one), await _find(session, other)
        changed = await session.client.duplicates.join(first, second)
        session.show(changed, f"{one} and {other} count as one occurrence.")

    run(common(data_dir, workspace, None, json), work)


@app.command("part")
def part_issues(
    pair: Annotated[str, typer.Argument(help="Id of a pair, as the list shows it.")],
    *,
    data_dir: DataDir = None,
    workspace: WorkspaceName = None,
    json: Json = False,
) -> None:
    """Say that a pair does not tell of one occurrence; it is not joined again."""
    from causeloop_desktop.contract.base import DuplicateId

    async def work(session: "Session") -> None:
        changed = await session.client.duplicates.part(DuplicateId(pair))
        session.show(changed, "They count as two occurrences.")

    run(common(data_dir, workspace, None, json), work)


async def _find(session: "Session", id_: str) -> "IssueId":
    """Find an issue by the id that a person gives.

    Raises:
        typer.BadParameter: There is none, or several have it.
    """
    from causeloop_desktop.contract.issues import IssueFilter

    page = await session.client.issues.list(IssueFilter(q=id_), limit=PAGE)
    found = [issue.id for issue in page.data if id_ in (issue.id, issue.external_id)]
    if len(found) != 1:
        raise typer.BadParameter(f"{len(found) or 'No'} issues have the id {id_}.")
    return found[0]


async def _each(rows: "list[Row]") -> "AsyncIterator[Row]":
    for row in rows:
        yield row


def _id(row: "Row", place: int) -> str:
    issues = row.get("issues")
    return str(issues[place]["external_id"]) if isinstance(issues, list) else ""
