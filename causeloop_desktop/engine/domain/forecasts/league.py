"""The rivals of a forecast, and the weeks in which all of them are compared."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.accuracy import poisson_reference
from causeloop_desktop.engine.domain.forecasts.local.model import Method
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS, clipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.episodes import Micros
    from causeloop_desktop.engine.domain.forecasts.local.activity import Activity
    from causeloop_desktop.engine.domain.forecasts.local.model import WorkspaceModel

QUIET_US = 365 * DAY_US
"""Patterns silent for longer are not forecast."""

WEEK_DAYS = 7
RECENT_DAYS = 90

LEAGUE = ("poisson", "recent", Method.AVERAGE, Method.FORMULA, Method.POOLED, Method.CORRECTED)
"""Whose probabilities each row carries beside what was said: the historic rate after Poisson, the
rate of the last 90 days, always the average, and the methods."""

METHODS = (Method.AVERAGE, Method.FORMULA, Method.POOLED, Method.CORRECTED)

_MONDAY_US = 4 * DAY_US
"""The first Monday after the epoch, which was a Thursday."""


def monday_before(time_us: Micros) -> Micros:
    """The Monday 00:00 UTC at or before an instant: the week that it belongs to."""
    week = WEEK_DAYS * DAY_US
    return time_us - (time_us - _MONDAY_US) % week


def recent_reference(onsets_us: Sequence[Micros], as_of_us: Micros, horizon_days: float) -> float:
    """What the rate of the last 90 days would say, after Poisson.

    Args:
        onsets_us: When episodes began, ascending, the first of them before ``as_of_us``.
        as_of_us: The moment of the forecast.
        horizon_days: How far to look.
    """
    until = bisect_right(onsets_us, as_of_us)
    since = bisect_right(onsets_us, as_of_us - RECENT_DAYS * DAY_US, hi=until)
    observed = min(RECENT_DAYS, max((as_of_us - onsets_us[0]) / DAY_US, 1.0))
    return -math.expm1(-horizon_days * (until - since) / observed)


def league_of(
    activity: Activity, onsets_us: Sequence[Micros], as_of_us: Micros, model: WorkspaceModel
) -> tuple[tuple[float, ...], ...]:
    """What each of ``LEAGUE`` says of a pattern, horizon by horizon."""
    shipped = [belief.probability for belief in activity.beliefs(as_of_us)]
    features = activity.features(as_of_us)
    age = (as_of_us - activity.first_us) / DAY_US
    rows = []
    begun = model.continued(shipped, features)
    for days, said, continued in zip(HORIZONS, shipped, begun, strict=True):
        methods = model.methods(days)
        rows.append(
            (
                poisson_reference(activity.episodes, age, days),
                recent_reference(onsets_us, as_of_us, days),
                *(
                    clipped(methods.said_by(one, said, features, continued), methods.least)
                    for one in METHODS
                ),
            )
        )
    return tuple(rows)
