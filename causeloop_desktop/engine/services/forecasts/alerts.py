"""What an alert rule would have done: counted over kept forecasts, told in a sentence."""

from collections.abc import Sequence
from typing import NamedTuple

from causeloop_desktop.contract.predictions import (
    HORIZONS_DAYS,
    AlertPreview,
    AlertRule,
    AlertSuggestion,
)
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.alerts import (
    REST,
    AlertWeek,
    Chance,
    Fired,
    fired_above,
    fired_doubled,
    weekly_threshold,
)
from causeloop_desktop.engine.domain.forecasts.reasons import percent
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.forecasts.packing import CAME, OPEN
from causeloop_desktop.engine.store.forecasts.rows import (
    BACKTEST,
    LIVE,
    ForecastStore,
    ForecastWeek,
)

PREVIEW_DAYS = 90
ARMING_DAYS = 56
"""Weeks before those that are counted tell which patterns were above the threshold already."""


class Wanted(NamedTuple):
    """The rule that is asked about."""

    rule: AlertRule
    days: int
    threshold: float


def load(workspace_key: int, until_us: int, read: Read) -> dict[int, list[AlertWeek]]:
    """Read what was said lately, window by window; live where that was kept, else backtest."""
    store = ForecastStore(read, workspace_key)
    since_us = until_us - (PREVIEW_DAYS + ARMING_DAYS) * DAY_US
    found = {}
    for days in HORIZONS_DAYS:
        by_week = {
            week.week_us: week
            for origin in (BACKTEST, LIVE)
            for week in store.weeks(origin, days, until_us, since_us=since_us)
        }
        found[days] = [_to_week(by_week[at], until_us) for at in sorted(by_week)]
    return found


def preview(weeks: dict[int, list[AlertWeek]], snapshot: Snapshot, wanted: Wanted) -> AlertPreview:
    """Say how often a rule would have fired, how rightly, and what would fire about weekly."""
    since_us = snapshot.as_of_us - PREVIEW_DAYS * DAY_US
    mine = weeks[wanted.days]
    fired = _fired(mine, wanted, since_us)
    counted = sum(week.cutoff_us >= since_us for week in mine)
    top = _highest(snapshot, wanted.days)
    highest = None if top is None else top.probability(wanted.days)
    can_fire = fired.total > 0 or _reaches(wanted, highest)
    answer = AlertPreview(
        rule=wanted.rule,
        window_days=wanted.days,
        threshold=wanted.threshold,
        rearm_below=max(0.0, round(wanted.threshold - REST, 4)),
        days=PREVIEW_DAYS,
        weeks=counted,
        fired=fired.total,
        right=fired.right,
        wrong=fired.wrong,
        undecided=fired.undecided,
        per_week=round(fired.total / max(counted, 1), 3),
        can_fire=can_fire,
        highest=None if highest is None else round(highest, 4),
        highest_pattern_id=None if top is None else top.id,
        highest_pattern_name="" if top is None else top.name,
        suggestion=None if can_fire else _suggested(weeks, wanted.days, since_us),
    )
    return answer.model_copy(update={"message": _sentence(answer)})


def _fired(weeks: Sequence[AlertWeek], wanted: Wanted, since_us: int) -> Fired:
    if wanted.rule is AlertRule.DOUBLED:
        return fired_doubled(weeks, since_us)
    return fired_above(weeks, wanted.threshold, since_us)


def _reaches(wanted: Wanted, highest: float | None) -> bool:
    if wanted.rule is AlertRule.DOUBLED or highest is None:
        return False
    return highest >= wanted.threshold


def _highest(snapshot: Snapshot, days: int) -> PatternNumbers | None:
    known = [entry for entry in snapshot.entries if entry.forecast is not None]
    return max(known, key=lambda entry: entry.probability(days) or 0.0, default=None)


def _suggested(
    weeks: dict[int, list[AlertWeek]], days: int, since_us: int
) -> AlertSuggestion | None:
    """Look in the window that is asked about, then in the longer ones."""
    for window in (days, *(other for other in HORIZONS_DAYS if other > days)):
        if found := weekly_threshold(weeks[window], since_us):
            threshold, rate = found
            return AlertSuggestion(window_days=window, threshold=threshold, per_week=round(rate, 2))
    return None


NOTHING_KEPT = (
    "No week of forecasts is kept yet, so the past cannot say how often this rule would have "
    "fired. What was imported is looked back over some minutes after a detection"
)


def _sentence(answer: AlertPreview) -> str:
    if not answer.weeks:
        return f"{NOTHING_KEPT}."
    if answer.can_fire:
        return _record(answer)
    words = "This rule has not fired here in the last 90 days"
    if answer.rule is AlertRule.ABOVE and answer.highest is not None:
        words = f"This rule cannot fire here: the highest is {percent(answer.highest)}"
    if answer.suggestion is None:
        return f"{words}."
    chosen = answer.suggestion
    return (
        f"{words}. From {percent(chosen.threshold)} in {chosen.window_days} days on it would "
        "fire about weekly."
    )


def _record(answer: AlertPreview) -> str:
    if not answer.fired:
        return f"In the last {answer.days} days it would not have fired."
    times = "once" if answer.fired == 1 else f"{answer.fired:,} times"
    words = f"In the last {answer.days} days it would have fired {times}"
    decided = answer.right + answer.wrong
    if not decided:
        return f"{words}; what came of that is not known yet."
    return f"{words}; {answer.right:,} of {decided:,} whose window has ended were right."


def _to_week(week: ForecastWeek, until_us: int) -> AlertWeek:
    ended = week.ends_us <= until_us
    return AlertWeek(
        week.cutoff_us,
        {
            row.pattern: Chance(
                row.probability, row.outcome == CAME if ended and row.outcome != OPEN else None
            )
            for row in week.rows
        },
    )
