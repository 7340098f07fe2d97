"""``causeloop issues``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import (
    SORTED_LISTING,
    Listing,
    ListOptions,
    read_filter,
    write_list,
)
from causeloop_desktop.cli.frame.options import split_names
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column
    from causeloop_desktop.cli.frame.session import Session

app = typer.Typer(help="The failures themselves.", no_args_is_help=True)


@verb(app, "list", how=SORTED_LISTING)
async def list_issues(
    session: "Session",
    how: ListOptions,
    *,
    q: Annotated[str | None, typer.Option("--search", "-q", help="Words to search for.")] = None,
    status: Annotated[str | None, typer.Option(help="open, in_progress, resolved, closed.")] = None,
    severity: Annotated[str | None, typer.Option(help="p1, p2, p3, p4.")] = None,
    team: Annotated[str | None, typer.Option(help="Teams, as a,b.")] = None,
    pattern: Annotated[str | None, typer.Option(help="Id of a pattern.")] = None,
) -> None:
    """List issues, newest first."""
    from causeloop_desktop.contract.issues import IssueFilter

    filter_ = read_filter(
        IssueFilter,
        q=q,
        status=split_names(status),
        severity=split_names(severity),
        team=split_names(team),
        pattern_id=pattern,
    )
    rows = session.client.issues
    nothing = "No issues here. Import some with `causeloop import FILE`."
    await write_list(session, Listing(rows, _columns(), nothing, filter_), how)


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text, pattern_text

    return [
        Column("Date", date_text("created_at")),
        Column("Severity", field_text("severity")),
        Column("Status", field_text("status")),
        Column("Id", field_text("external_id")),
        Column("Title", field_text("title"), flexible=True),
        Column("Team", field_text("team")),
        Column("Pattern", pattern_text, flexible=True),
    ]
