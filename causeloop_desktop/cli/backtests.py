"""``causeloop backtest``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.options import check_out, split_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.backtests import BacktestRequest, BacktestResult
    from causeloop_desktop.contract.base import JobId

FIELDS = ("group_id", "cutoff", "horizon", "p")

_NOTHING = "No forecast could be checked: no pattern has two episodes and a finished window."


async def backtest(
    session: "Session",
    *,
    horizons: Annotated[
        str, typer.Option(help="Days that forecasts look ahead, of 7, 30 and 90.")
    ] = "7,30,90",
    step: Annotated[int, typer.Option(min=1, max=90, help="Days between two forecasts.")] = 7,
    gap: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="HOURS",
            help="Events closer than this are one episode; 0 counts every event.",
            show_default="6",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Save every forecast to this CSV file.", callback=check_out)
    ] = None,
) -> None:
    """Check the forecasts against the past: what would they have said, and did it come true?"""
    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.contract.backtests import BacktestResult

    request = _read_request(horizons, step, gap)
    started = await session.client.backtests.start(request, as_of=session.as_of)
    job = await follow(session.client, started.job_id, "Looking back")
    result = BacktestResult.model_validate(job.result)
    if out is not None:
        await _save(session, started.job_id, out)
    session.show(job, _sentence(result, out))
    if not session.options.json:
        await _show_accuracy(session, result)


def _read_request(horizons: str, step: int, gap: float | None) -> "BacktestRequest":
    from pydantic import ValidationError

    from causeloop_desktop.contract.backtests import HORIZONS, BacktestRequest

    names = {str(days): days for days in HORIZONS}
    given: dict[str, object] = {
        "horizons": [names.get(text, text) for text in split_names(horizons)],
        "step_days": step,
    }
    if gap is not None:
        given["gap_hours"] = gap
    try:
        return BacktestRequest.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        option = str(first["loc"][0]).removesuffix("_days").removesuffix("_hours")
        raise typer.BadParameter(first["msg"], param_hint=f"--{option}") from error


async def _save(session: "Session", job_id: "JobId", out: Path) -> None:
    """Write the forecasts as they come; raises OSError where that is not possible."""
    import asyncio

    with await asyncio.to_thread(out.open, "wb") as file:
        async for chunk in session.client.backtests.rows_csv(job_id, FIELDS):
            file.write(chunk)


def _sentence(result: "BacktestResult", out: Path | None) -> str:
    lines = [
        f"{result.rows:,} forecasts of {result.groups:,} patterns "
        f"with {result.events:,} events, in {result.seconds:.1f} s."
    ]
    if result.matched_groups:
        lines.append(
            f"{result.matched_groups:,} of these patterns have no fingerprint: matching, run once "
            "more in the order of time, put them together. Each is called pat_ and the rest of the "
            "id of its first issue."
        )
    if out is not None:
        lines.append(f'Saved to "{out}".')
    return "\n".join(lines)


async def _show_accuracy(session: "Session", result: "BacktestResult") -> None:
    from causeloop_desktop.cli.frame.output import rows_of, write_table

    await write_table(rows_of(result.horizons), _columns(), _NOTHING, session.console)


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column

    return [
        Column("Days", lambda row: f"{row['horizon']}", numeric=True),
        Column("Forecasts", lambda row: f"{row['forecasts']:,}", numeric=True),
        Column("Came true", _number("base_rate"), numeric=True),
        Column("Brier", _number("brier"), numeric=True),
        Column("Better than Poisson", _number("skill_over_poisson"), numeric=True),
        Column("Better than the average", _number("skill_over_base_rate"), numeric=True),
        Column("Calibration error", _number("calibration_error"), numeric=True),
        Column("AUC", _number("auc"), numeric=True),
        Column("Right at 75 %", _number("precision"), numeric=True),
        Column("Caught at 75 %", _number("recall"), numeric=True),
    ]


def _number(name: str) -> "Callable[[Row], str]":
    """Show the field ``name`` with three decimals, a dash where it cannot be told."""

    def show(row: "Row") -> str:
        value = row.get(name)
        return f"{value:.3f}" if isinstance(value, float) else "-"

    return show
