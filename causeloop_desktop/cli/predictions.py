"""``causeloop predictions``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.lists import (
    PAGE,
    All,
    Fields,
    Format,
    Limit,
    Listing,
    Sort,
    list_options,
    read_filter,
    write_list,
)
from causeloop_desktop.cli.options import AsOf, DataDir, Json, WorkspaceName, common
from causeloop_desktop.cli.running import run

if TYPE_CHECKING:
    from causeloop_desktop.cli.output import Column, Row
    from causeloop_desktop.cli.session import Session

NOTHING = "No predictions yet. They come with the patterns: run `causeloop detect`."

app = typer.Typer(help="Whether patterns will come back.", no_args_is_help=True)


@app.callback()
def predictions() -> None:
    """Whether patterns will come back."""


@app.command("list")
def list_predictions(
    *,
    everything: All = False,
    limit: Limit = PAGE,
    fields: Fields = None,
    sort: Sort = None,
    format_: Format = None,
    window_days: Annotated[
        int | None, typer.Option("--window", help="Days ahead: 7, 30 or 90.", show_default="30")
    ] = None,
    min_probability: Annotated[
        float | None, typer.Option(min=0, max=1, help="Leave out what is less probable.")
    ] = None,
    data_dir: DataDir = None,
    workspace: WorkspaceName = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List predictions, the most probable first."""
    from causeloop_desktop.client.predictions import PredictionFilter

    filter_ = read_filter(
        PredictionFilter, window_days=window_days or 30, min_probability=min_probability
    )
    how = list_options(
        everything=everything, limit=limit, fields=fields, sort=sort, format_=format_, json=json
    )

    async def work(session: "Session") -> None:
        listing = Listing(session.client.predictions, prediction_columns(), NOTHING, filter_)
        await write_list(session, listing, how)

    run(common(data_dir, workspace, as_of, json), work)


def prediction_columns() -> "list[Column]":
    """Give the columns in which a person sees predictions."""
    from causeloop_desktop.cli.output import Column, date_text, field_text

    return [
        Column("Probability", _probability, numeric=True),
        Column("Range (80 %)", _range),
        Column("Days", field_text("window_days"), numeric=True),
        Column("Pattern", field_text("pattern_name"), flexible=True),
        Column("Impact", field_text("impact")),
        Column("Episodes", field_text("episode_count"), numeric=True),
        Column("Last seen", date_text("last_seen_at")),
    ]


def _probability(row: "Row") -> str:
    from causeloop_desktop.cli.output import percent

    probability = row.get("probability")
    return "not enough data" if probability is None else percent(probability)


def _range(row: "Row") -> str:
    from causeloop_desktop.cli.output import percent

    low, high = row.get("low"), row.get("high")
    return "" if low is None else f"{percent(low)} to {percent(high)}"
