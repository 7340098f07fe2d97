"""``causeloop reviews``."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import (
    LISTING,
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

NOTHING = "Nothing to review: every issue is either clearly in a pattern or clearly in none."

app = typer.Typer(help="Doubtful places of issues, to be decided.", no_args_is_help=True)


class Answer(StrEnum):
    """What can be said of an issue and a pattern; as in the contract, which loads later."""

    SAME = "same"
    DIFFERENT = "different"
    SKIP = "skip"


@verb(app, "list", how=LISTING)
async def list_reviews(
    session: "Session",
    how: ListOptions,
    *,
    kind: Annotated[str | None, typer.Option(help="candidate, member.")] = None,
    pattern: Annotated[str | None, typer.Option(help="Id of the pattern in question.")] = None,
) -> None:
    """List what is doubtful; what an answer tells most about comes first."""
    from causeloop_desktop.contract.reviews import ReviewFilter

    filter_ = read_filter(ReviewFilter, kind=split_names(kind), pattern_id=pattern)
    listing = Listing(session.client.reviews, _columns(), NOTHING, filter_)
    await write_list(session, listing, how)


@verb(app, "decide")
async def decide(
    session: "Session",
    review: Annotated[str, typer.Argument(help="Id of the review.")],
    verdict: Annotated[Answer, typer.Argument(help="What you say.")],
    *,
    pattern: Annotated[
        str | None, typer.Option(help="Another of its candidates, by id.", show_default="first")
    ] = None,
) -> None:
    """Say whether an issue belongs to a pattern; detections obey, and it can be undone."""
    from causeloop_desktop.contract.base import PatternId, ReviewId
    from causeloop_desktop.contract.reviews import ReviewDecision, Verdict

    chosen = None if pattern is None else PatternId(pattern)
    decision = ReviewDecision(verdict=Verdict(verdict), pattern_id=chosen)
    decided = await session.client.reviews.decide(ReviewId(review), decision)
    left = (await session.client.reviews.count()).open
    session.show(decided, f"Decided. {left:,} to review. Undo is {decided.operation_id}.")


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, field_text, pattern_text

    return [
        Column("Score", lambda row: _score(row, "score"), numeric=True),
        Column("Needed", lambda row: _score(row, "threshold"), numeric=True),
        Column("Issue", field_text("external_id")),
        Column("Title", field_text("title"), flexible=True),
        Column("Question", _question),
        Column("Pattern", pattern_text, flexible=True),
        Column("Review", field_text("id")),
    ]


def _score(row: "Row", field: str) -> str:
    value = row.get(field)
    return f"{value:.2f}" if isinstance(value, float | int) else ""


def _question(row: "Row") -> str:
    asked = "still the same as" if row.get("kind") == "member" else "possibly the same as"
    return f"{asked} (skipped)" if row.get("skipped") else asked
