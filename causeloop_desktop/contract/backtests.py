"""Backtests: what the forecasts would have said in the past, and how well it came true."""

from typing import Annotated, Literal

from pydantic import Field

from causeloop_desktop.contract.base import Instant, JobId, Model, Request

Horizon = Literal[7, 30, 90]
"""The windows, in days, for which forecasts are made."""

HORIZONS: tuple[Horizon, ...] = (7, 30, 90)


class BacktestRequest(Request):
    """Ask what would have been said.

    ``step_days`` lie between two cut-offs. Events of a pattern closer than ``gap_hours`` are one
    episode; 0 makes every event count.
    """

    horizons: Annotated[tuple[Horizon, ...], Field(min_length=1)] = HORIZONS
    step_days: int = Field(default=7, ge=1, le=90)
    gap_hours: float = Field(default=6.0, ge=0, le=24 * 90)


class BacktestStarted(Model):
    """The job that looks back."""

    job_id: JobId


class BacktestRow(Model):
    """One forecast: ``p`` is the probability of an episode within ``horizon`` days of ``cutoff``.

    ``group_id`` is the fingerprint of the issues. Where they have none it is the id of a pattern
    of this backtest's own: ``pat_`` and the rest of the id of its earliest issue, so it is the
    same in every backtest. ``happened`` tells what came of it.
    """

    group_id: str
    cutoff: Instant
    horizon: int
    p: float
    happened: bool


class HorizonAccuracy(Model):
    """How well the forecasts of one horizon came true.

    Skill is 1 for a perfect forecast, 0 for one as good as its rival, less for a worse one: the
    historic rate after Poisson, or the share of windows in which something happened at all,
    known in hindsight. What cannot be told is null. ``precision`` and ``recall`` are those of an
    alert at 75 %.
    """

    horizon: int
    forecasts: int
    base_rate: float
    brier: float
    skill_over_poisson: float | None = None
    skill_over_base_rate: float | None = None
    calibration_error: float
    auc: float | None = None
    alerts: int = 0
    precision: float | None = None
    recall: float | None = None


class BacktestResult(Model):
    """What a backtest looked at, and how well it did.

    ``matched_groups`` are those whose issues carry no fingerprint: online matching, run once more
    from nothing in the order of time, put them together.
    """

    rows: int = 0
    events: int = 0
    groups: int = 0
    matched_groups: int = 0
    horizons: tuple[HorizonAccuracy, ...] = ()
    seconds: float = 0.0
