"""``causeloop patterns``."""

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
    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session

NOTHING = "No patterns yet. Look for them with `causeloop detect`."
_MONTH = 30

app = typer.Typer(help="Issues that are the same failure.", no_args_is_help=True)


@verb(app, "list", how=SORTED_LISTING)
async def list_patterns(
    session: "Session",
    how: ListOptions,
    *,
    q: Annotated[str | None, typer.Option("--search", "-q", help="Words in the name.")] = None,
    status: Annotated[
        str | None, typer.Option(help="emerging, active, watching, resolved.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Teams, as a,b.")] = None,
) -> None:
    """List patterns, the riskiest first."""
    from causeloop_desktop.contract.patterns import PatternFilter

    filter_ = read_filter(PatternFilter, q=q, status=split_names(status), team=split_names(team))
    listing = Listing(session.client.patterns, pattern_columns(), NOTHING, filter_)
    await write_list(session, listing, how)


def pattern_columns() -> "list[Column]":
    """Give the columns in which a person sees patterns."""
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text, names_text

    return [
        Column("Risk", field_text("risk_score"), numeric=True),
        Column("Pattern", field_text("name"), flexible=True),
        Column("Status", field_text("status")),
        Column("Issues", field_text("issue_count"), numeric=True),
        Column("Episodes", field_text("episode_count"), numeric=True),
        Column("In 30 days", _month, numeric=True),
        Column("Last seen", date_text("last_seen_at")),
        Column("Teams", names_text("teams")),
    ]


def _month(row: "Row") -> str:
    from causeloop_desktop.cli.frame.output import percent

    found = row.get("probabilities")
    values = found if isinstance(found, list) else []
    return percent(next((p.get("value") for p in values if p.get("window_days") == _MONTH), None))
