"""How well kept forecasts came true, beside simpler forecasters of the same windows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from causeloop_desktop.contract.predictions import (
    ENOUGH_WINDOWS,
    ForecastAccuracy,
    ForecastOrigin,
    LeagueRow,
    ReliabilityBin,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.forecasts.accuracy import (
    Accuracy,
    accuracy_of,
    brier,
    calibration_error,
    reliability,
    skill,
    skill_range,
)
from causeloop_desktop.engine.domain.forecasts.league import LEAGUE, WEEK_DAYS
from causeloop_desktop.engine.domain.forecasts.local.model import Method
from causeloop_desktop.engine.services.forecasts.words import (
    LABELS,
    accuracy_note,
    doubt_note,
    method_note,
    method_of,
    shares_of,
)
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.forecasts.packing import CAME, OPEN, Kept
from causeloop_desktop.engine.store.forecasts.rows import (
    NOTHING_FITTED,
    FittedModel,
    ForecastStore,
    ForecastWeek,
)

MOST_ROWS = 60_000
"""The latest forecasts that are scored: enough to be sure of three digits, and soon counted."""


class _Ended(NamedTuple):
    """A forecast whose outcome is known, and the week in which it was said."""

    week_us: int
    row: Kept


class Loaded(NamedTuple):
    """The weeks of one window, and the model that stood at ``until_us``."""

    origin: ForecastOrigin
    days: int
    weeks: list[ForecastWeek]
    fitted: FittedModel
    until_us: int


def load(
    workspace_key: int, days: int, origin: ForecastOrigin | None, until_us: int, read: Read
) -> Loaded:
    """Read the kept forecasts of a window, as they stood at ``until_us``.

    Args:
        workspace_key: Whose they are.
        days: The window.
        origin: Where they come from; ``None`` is the live ones as soon as enough of their windows
            have ended, else the replayed ones.
        until_us: The moment nothing after which is seen.
        read: The transaction.
    """
    store = ForecastStore(read, workspace_key)
    fitted = store.fitted()
    if until_us < fitted.fitted_us:
        fitted = replace(NOTHING_FITTED, model=store.learned_by(until_us))
    wanted = (ForecastOrigin.LIVE, ForecastOrigin.BACKTEST) if origin is None else (origin,)
    for one in wanted:
        weeks = store.weeks(one.value, days, until_us, most=MOST_ROWS)
        if len(_finished(weeks, until_us)) >= ENOUGH_WINDOWS:
            break
    return Loaded(one, days, weeks, fitted, until_us)


def score(loaded: Loaded) -> ForecastAccuracy:
    """Compare what was said with what came."""
    ended = _finished(loaded.weeks, loaded.until_us)
    answer = ForecastAccuracy(
        window_days=loaded.days,
        origin=loaded.origin,
        finished=len(ended),
        still_open=sum(len(week.rows) for week in loaded.weeks if week.ends_us > loaded.until_us),
        enough=len(ended) >= ENOUGH_WINDOWS,
        first_week=from_micros(loaded.weeks[0].week_us) if loaded.weeks else None,
        last_week=from_micros(loaded.weeks[-1].week_us) if loaded.weeks else None,
        method=method_of(loaded.fitted.model, loaded.days),
        method_note=method_note(loaded.fitted.model, loaded.days),
        note=accuracy_note(len(ended), loaded.origin),
        fitted_at=from_micros(loaded.fitted.fitted_us) if loaded.fitted.fitted_us else None,
    )
    shares = shares_of(loaded.fitted.model, loaded.days)
    return _scored(answer, ended, shares) if answer.enough else answer


def _scored(
    answer: ForecastAccuracy, ended: Sequence[_Ended], shares: Mapping[Method, float]
) -> ForecastAccuracy:
    rows = [one.row for one in ended]
    happened = [row.outcome == CAME for row in rows]
    said = [row.probability for row in rows]
    poisson = [row.league[LEAGUE.index("poisson")] for row in rows]
    found = accuracy_of(said, happened, poisson)
    if found is None:
        return answer
    overlap = max(answer.window_days / WEEK_DAYS, 1.0)
    low, high = skill_range(said, happened, [one.week_us for one in ended], overlap)
    return answer.model_copy(
        update={
            "base_rate": found.base_rate,
            "brier": found.brier,
            "skill_over_average": found.skill_over_base,
            "note": " ".join(filter(None, (answer.note, doubt_note(low, high)))),
            "skill_low": low,
            "skill_high": high,
            "skill_over_poisson": found.skill_over_reference,
            "calibration_error": found.calibration_error,
            "auc": found.auc,
            "reliability": tuple(_bins(found)),
            "league": _league(shares, rows, said, happened),
        }
    )


def _league(
    shares: Mapping[Method, float],
    rows: Sequence[Kept],
    said: Sequence[float],
    happened: Sequence[bool],
) -> tuple[LeagueRow, ...]:
    """Score every rival, the best first; what was said at the time stands among them."""
    table = [_line("said", "What was said", said, happened)]
    for at, name in enumerate(LEAGUE):
        line = _line(str(name), LABELS[str(name)], [row.league[at] for row in rows], happened)
        share = shares.get(name, 0.0) if isinstance(name, Method) else 0.0
        used = name == next(iter(shares))
        table.append(line.model_copy(update={"used": used, "share": round(share, 4)}))
    return tuple(sorted(table, key=lambda line: line.brier))


def _line(name: str, label: str, said: Sequence[float], happened: Sequence[bool]) -> LeagueRow:
    share = sum(happened) / len(happened)
    squares = brier(said, happened)
    return LeagueRow(
        name=name,
        label=label,
        brier=squares,
        skill_over_average=skill(squares, share * (1.0 - share)),
        calibration_error=calibration_error(reliability(said, happened)),
    )


def _bins(found: Accuracy) -> list[ReliabilityBin]:
    return [
        ReliabilityBin(
            low=one.low, high=one.high, count=one.count, said=one.said, happened=one.happened
        )
        for one in found.reliability
    ]


def _finished(weeks: Sequence[ForecastWeek], until_us: int) -> list[_Ended]:
    """Give the forecasts whose window had ended by then and whose outcome is known."""
    return [
        _Ended(week.week_us, row)
        for week in weeks
        if week.ends_us <= until_us
        for row in week.rows
        if row.outcome != OPEN
    ]
