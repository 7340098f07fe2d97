"""``causeloop predictions``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import (
    SORTED_LISTING,
    Listing,
    ListOptions,
    read_filter,
    write_list,
)
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.predictions import ForecastAccuracy, ForecastOrigin

NOTHING = "No predictions yet. They come with the patterns: run `causeloop detect`."

app = typer.Typer(help="Whether patterns will come back.", no_args_is_help=True)


@verb(app, "list", how=SORTED_LISTING)
async def list_predictions(
    session: "Session",
    how: ListOptions,
    *,
    window_days: Annotated[
        int | None, typer.Option("--window", help="Days ahead: 7, 30 or 90.", show_default="30")
    ] = None,
    min_probability: Annotated[
        float | None, typer.Option(min=0, max=1, help="Leave out what is less probable.")
    ] = None,
) -> None:
    """List predictions, the most probable first."""
    from causeloop_desktop.contract.predictions import PredictionFilter

    filter_ = read_filter(
        PredictionFilter, window_days=window_days or 30, min_probability=min_probability
    )
    listing = Listing(session.client.predictions, prediction_columns(), NOTHING, filter_)
    await write_list(session, listing, how)


@verb(app, "accuracy")
async def accuracy(
    session: "Session",
    *,
    window_days: Annotated[int, typer.Option("--window", help="Days ahead: 7, 30 or 90.")] = 30,
    origin: Annotated[
        str | None,
        typer.Option(
            help="live: made before the fact; backtest: made afterwards.",
            show_default="live as soon as there are enough",
        ),
    ] = None,
) -> None:
    """Tell how well forecasts came true, beside simpler forecasters of the same windows."""
    told = await session.client.predictions.accuracy(
        window_days, origin=_origin(origin), as_of=session.as_of
    )
    session.show(told, _accuracy_text(told))
    if told.league and not session.options.json:
        await _show_league(session, told)


@verb(app, "refresh")
async def refresh(session: "Session") -> None:
    """Fit the forecasts to the workspace's own past now; that also happens by itself."""
    from causeloop_desktop.cli.frame.progress import follow

    started = await session.client.predictions.refresh()
    job = await follow(session.client, started.job_id, "Learning from the past")
    session.show(job, job.message)


def _origin(given: str | None) -> "ForecastOrigin | None":
    from causeloop_desktop.contract.predictions import ForecastOrigin

    if given is None:
        return None
    try:
        return ForecastOrigin(given)
    except ValueError as error:
        raise typer.BadParameter("Choose live or backtest.", param_hint="--origin") from error


def _accuracy_text(told: "ForecastAccuracy") -> str:
    lines = [told.note, told.method_note]
    if told.enough and told.base_rate is not None:
        lines.insert(
            0,
            f"{told.finished:,} finished windows of {told.window_days} days, "
            f"{told.origin.value}; something happened in {_share(told.base_rate)}.",
        )
        lines += [
            f"When we said {one.low:.0%} to {one.high:.0%}, it happened "
            f"{_share(one.happened)} (n={one.count:,})"
            for one in told.reliability
        ]
    return "\n".join(line for line in lines if line)


def _share(share: float) -> str:
    """Write what was observed with one decimal: rare is not never."""
    return f"{share:.1%}"


async def _show_league(session: "Session", told: "ForecastAccuracy") -> None:
    from causeloop_desktop.cli.frame.output import Column, field_text, percent, rows_of, write_table

    columns = [
        Column("Forecaster", field_text("label")),
        Column("Brier", lambda row: f"{row['brier']:.4f}", numeric=True),
        Column("Better than the average", _skill, numeric=True),
        Column("Calibration error", lambda row: f"{row['calibration_error']:.3f}", numeric=True),
        Column("Counts", lambda row: percent(row["share"]) if row["share"] else "", numeric=True),
    ]
    await write_table(rows_of(told.league), columns, "", session.console)


def _skill(row: "Row") -> str:
    value = row.get("skill_over_average")
    return "-" if value is None else f"{value:+.3f}"


def prediction_columns() -> "list[Column]":
    """Give the columns in which a person sees predictions."""
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text

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
    from causeloop_desktop.cli.frame.output import percent

    probability = row.get("probability")
    return "not enough data" if probability is None else percent(probability)


def _range(row: "Row") -> str:
    from causeloop_desktop.cli.frame.output import percent

    low, high = row.get("low"), row.get("high")
    return "" if low is None else f"{percent(low)} to {percent(high)}"
