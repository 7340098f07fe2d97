"""Every pattern at every horizon: which are meant, and in which order."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from ulid import ULID

from causeloop_desktop.contract.base import PredictionId
from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.contract.predictions import (
    HORIZONS_DAYS,
    PredictionFilter,
    PredictionSort,
    PredictionStatus,
)
from causeloop_desktop.engine.domain.patterns.risk import SEVERITIES
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.pages import Asked, Key
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers

_DAYS_AT = 64


@dataclass(frozen=True, slots=True)
class Row:
    """One prediction: a pattern, a horizon, and whether somebody waved it away."""

    numbers: PatternNumbers
    days: int
    status: PredictionStatus

    @property
    def probability(self) -> float | None:
        """The chance of at least one new episode; ``None`` where too little is known."""
        return self.numbers.probability(self.days)


def rows_of(
    snapshot: Snapshot, window_days: int | None, dismissed: Collection[tuple[int, int]]
) -> Iterator[Row]:
    """Give the predictions of one window, or of all, for patterns that are not resolved.

    Args:
        snapshot: The patterns.
        window_days: The horizon; ``None`` is every one.
        dismissed: Which were waved away, by the pattern's key and the days.
    """
    windows = HORIZONS_DAYS if window_days is None else (window_days,)
    for numbers in snapshot.entries:
        if numbers.status is PatternStatus.RESOLVED:
            continue
        for days in windows:
            waved = (numbers.key, days) in dismissed
            status = PredictionStatus.DISMISSED if waved else PredictionStatus.ACTIVE
            yield Row(numbers, days, status)


def listed(
    snapshot: Snapshot,
    wanted: PredictionFilter,
    dismissed: Collection[tuple[int, int]],
    asked: Asked[PredictionSort],
) -> list[Row]:
    """Give what is meant in its order: three rows a pattern are too many for the engine's loop."""
    found = [row for row in rows_of(snapshot, wanted.window_days, dismissed) if _means(wanted, row)]
    return sorted(found, key=partial(sort_key, asked.sort), reverse=asked.descending)


def _means(wanted: PredictionFilter, row: Row) -> bool:
    if row.status is not wanted.status:
        return False
    if wanted.min_probability is None:
        return True
    return row.probability is not None and row.probability >= wanted.min_probability


def sort_key(sort: PredictionSort, row: Row) -> Key:
    """Say what a prediction is sorted by; an unknown chance counts as the lowest."""
    value: str | int | float
    match sort:
        case PredictionSort.PROBABILITY:
            value = -1.0 if row.probability is None else row.probability
        case PredictionSort.IMPACT:
            value = -SEVERITIES.index(row.numbers.impact)
        case PredictionSort.PATTERN_NAME:
            value = row.numbers.name.casefold()
        case PredictionSort.EPISODE_COUNT:
            value = len(row.numbers.episodes)
        case PredictionSort.LAST_SEEN_AT:
            value = row.numbers.last_us
    return value, f"{row.numbers.id}:{row.days:02}"


def prediction_id(pattern_id: str, days: int) -> PredictionId:
    """Give the id of a pattern's prediction: it follows from the two and so is always the same.

    The days go into the upper random bits: ids made in one millisecond differ in the lower ones.
    """
    number = int(ULID.from_str(pattern_id.partition("_")[2].upper()))
    return PredictionId(f"prd_{ULID.from_int(number ^ (days << _DAYS_AT))}".lower())


def wanted_by(snapshot: Snapshot, wanted: str) -> tuple[PatternNumbers, int]:
    """Give the pattern and the days that a prediction's id stands for.

    Raises:
        NotFoundError: There is none of this id.
    """
    for days in HORIZONS_DAYS:
        pattern_id = _pattern_id(wanted, days)
        if pattern_id in snapshot.by_id:
            return snapshot.by_id[pattern_id], days
    raise NotFoundError("prediction", wanted)


def _pattern_id(wanted: str, days: int) -> str:
    """Undo ``prediction_id`` for one horizon; an id of another shape leads nowhere."""
    try:
        return prediction_id(wanted, days).replace("prd_", "pat_", 1)
    except ValueError:
        return ""
