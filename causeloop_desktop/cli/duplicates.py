"""``causeloop duplicates``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import write_models
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.base import IssueId

NOTHING = "Nothing is told twice: no issues of different sources are joined."
PAGE = 100

app = typer.Typer(help="What several tools tell of one occurrence.", no_args_is_help=True)


@verb(app, "list")
async def list_duplicates(
    session: "Session",
    *,
    limit: Annotated[int, typer.Option(help="How many pairs.", min=1, max=PAGE)] = 25,
) -> None:
    """List joined pairs, the newest joins first."""
    from causeloop_desktop.cli.frame.output import Column, field_text

    page = await session.client.duplicates.list(limit=limit)
    columns = [
        Column("Id", field_text("id")),
        Column("First", lambda row: _id(row, 0)),
        Column("Then", lambda row: _id(row, 1)),
        Column("Sure", lambda row: f"{row['score']:.2f}", numeric=True),
        Column("Because", field_text("reason"), flexible=True),
    ]
    await write_models(session, page.data, columns, NOTHING)


@verb(app, "join")
async def join_issues(
    session: "Session",
    one: Annotated[str, typer.Argument(help="Id of an issue, ours or its source's.")],
    other: Annotated[str, typer.Argument(help="Id of an issue that tells the same.")],
) -> None:
    """Say that two issues tell of one occurrence, which then counts once."""
    first, second = await _find(session, one), await _find(session, other)
    changed = await session.client.duplicates.join(first, second)
    session.show(changed, f"{one} and {other} count as one occurrence.")


@verb(app, "part")
async def part_issues(
    session: "Session",
    pair: Annotated[str, typer.Argument(help="Id of a pair, as the list shows it.")],
) -> None:
    """Say that a pair does not tell of one occurrence; it is not joined again."""
    from causeloop_desktop.contract.base import DuplicateId

    changed = await session.client.duplicates.part(DuplicateId(pair))
    session.show(changed, "They count as two occurrences.")


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


def _id(row: "Row", place: int) -> str:
    issues = row.get("issues")
    return str(issues[place]["external_id"]) if isinstance(issues, list) else ""
