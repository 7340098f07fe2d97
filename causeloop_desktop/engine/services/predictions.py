"""Predictions: whether each pattern will come back, read from the same numbers as the patterns."""

import asyncio
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from ulid import ULID

from causeloop_desktop.contract.base import (
    SEVERITY_OF_PRIORITY,
    ChangeKind,
    Page,
    PredictionId,
    Priority,
)
from causeloop_desktop.contract.patterns import Counting, PatternStatus
from causeloop_desktop.contract.predictions import (
    HIGH_PROBABILITY,
    HORIZONS_DAYS,
    Prediction,
    PredictionFilter,
    PredictionSort,
    PredictionStatus,
    PredictionSummary,
    RiskForecast,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.forecasts.totals import INFLATION, recurring
from causeloop_desktop.engine.domain.patterns.risk import SEVERITIES, WEIGHTS
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.forecasts.words import method_note, method_of
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.pages import Asked, Key, page_of
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.faces import (
    evidence_of,
    probability_of,
    reason_of,
)
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.forecasts.predictions import PredictionStore, set_prediction
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.work.outbox import record_change

PATCH = "prediction.patch"

ALERT_THRESHOLD = 0.70
"""From here a prediction is above the workspace's alert threshold, until it sets its own."""


_DAYS_AT = 64


@dataclass(frozen=True, slots=True)
class _Row:
    """One prediction: a pattern, a horizon, and whether somebody waved it away."""

    numbers: PatternNumbers
    days: int
    status: PredictionStatus

    @property
    def probability(self) -> float | None:
        return self.numbers.probability(self.days)


class PredictionService:
    """The predictions of every workspace.

    Args:
        database: Where it is kept what people said of predictions.
        patterns: The source of every number.
        operations: Learns how to undo a dismissal.
        cursors: Signs the pages of the list.
    """

    def __init__(
        self,
        database: Database,
        patterns: PatternService,
        operations: OperationService,
        cursors: Cursors,
    ) -> None:
        self._database = database
        self._patterns = patterns
        self._cursors = cursors
        operations.register(PATCH, _undo_patch)

    async def list(
        self, workspace_key: int, wanted: PredictionFilter, asked: Asked[PredictionSort]
    ) -> Page[Prediction]:
        """Give a page of predictions."""
        snapshot = await self._patterns.snapshot(workspace_key, asked.as_of_us)
        dismissed = await self._dismissed(workspace_key)
        key = partial(_sort_key, asked.sort)
        ordered = await asyncio.to_thread(_listed, snapshot, wanted, dismissed, asked)
        scope = f"{workspace_key}:predictions:{wanted.model_dump_json()}"
        rows, info = page_of(ordered, key, asked, self._cursors, scope)
        return Page(data=tuple(_shown(row, snapshot) for row in rows), page=info)

    async def summary(
        self, workspace_key: int, window_days: int, as_of_us: int | None = None
    ) -> PredictionSummary:
        """Give the tiles of one window; predictions that were waved away are left out."""
        snapshot = await self._patterns.snapshot(workspace_key, as_of_us)
        return await self.summary_of(workspace_key, window_days, snapshot)

    async def summary_of(
        self, workspace_key: int, window_days: int, snapshot: Snapshot
    ) -> PredictionSummary:
        """Give the tiles of one window over patterns that were read already."""
        dismissed = await self._dismissed(workspace_key)
        return await asyncio.to_thread(_tiles, snapshot, window_days, dismissed)

    async def forecast(
        self,
        workspace_key: int,
        window_days: int,
        pattern_id: str | None,
        as_of_us: int | None = None,
    ) -> RiskForecast:
        """Give the episodes of a pattern, or of all, with the forecast of what comes."""
        frequency = await self._patterns.frequency(
            workspace_key, pattern_id, window_days, Counting.EPISODES, as_of_us
        )
        return RiskForecast(window_days=window_days, frequency=frequency)

    async def patch(
        self, workspace_key: int, actor: str, prediction_id: str, status: PredictionStatus
    ) -> Prediction:
        """Wave a prediction away, or take that back.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        snapshot = await self._patterns.snapshot(workspace_key)
        row = _Row(*_about(snapshot, prediction_id), status)
        await self._database.write(lambda write: _patch(write, workspace_key, actor, row))
        return _shown(row, snapshot)

    async def _dismissed(self, workspace_key: int) -> frozenset[tuple[int, int]]:
        return await self._database.read(
            lambda read: PredictionStore(read, workspace_key).dismissed()
        )


def prediction_id(pattern_id: str, days: int) -> PredictionId:
    """Give the id of a pattern's prediction: it follows from the two and so is always the same.

    The days go into the upper random bits: ids made in one millisecond differ in the lower ones.
    """
    number = int(ULID.from_str(pattern_id.partition("_")[2].upper()))
    return PredictionId(f"prd_{ULID.from_int(number ^ (days << _DAYS_AT))}".lower())


def _about(snapshot: Snapshot, wanted: str) -> tuple[PatternNumbers, int]:
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


def _tiles(
    snapshot: Snapshot, window_days: int, dismissed: Collection[tuple[int, int]]
) -> PredictionSummary:
    rows = [
        row
        for row in _rows(snapshot, window_days, dismissed)
        if row.status is PredictionStatus.ACTIVE
    ]
    weighed = [
        (row.probability, WEIGHTS.severity[row.numbers.impact])
        for row in rows
        if row.probability is not None
    ]
    known = [probability for probability, _ in weighed]
    inflation = snapshot.model.inflation.get(window_days, INFLATION)
    total = recurring(known, [weight for _, weight in weighed], inflation)
    return PredictionSummary(
        window_days=window_days,
        total=len(rows),
        high_probability=sum(value >= HIGH_PROBABILITY for value in known),
        above_threshold=sum(value >= ALERT_THRESHOLD for value in known),
        threshold=ALERT_THRESHOLD,
        average_probability=round(math.fsum(known) / len(known), 4) if known else None,
        expected=round(total.expected, 2),
        expected_low=total.low,
        expected_high=total.high,
        expected_severity_share=round(total.weighted_share, 4) if known else None,
        of=total.patterns,
        not_enough_data=len(rows) - len(known),
        as_of=from_micros(snapshot.as_of_us),
        method=method_of(snapshot.model, window_days),
        method_note=method_note(snapshot.model, window_days),
    )


def _rows(
    snapshot: Snapshot, window_days: int | None, dismissed: Collection[tuple[int, int]]
) -> Iterator[_Row]:
    windows = HORIZONS_DAYS if window_days is None else (window_days,)
    for numbers in snapshot.entries:
        if numbers.status is PatternStatus.RESOLVED:
            continue
        for days in windows:
            waved = (numbers.key, days) in dismissed
            status = PredictionStatus.DISMISSED if waved else PredictionStatus.ACTIVE
            yield _Row(numbers, days, status)


def _listed(
    snapshot: Snapshot,
    wanted: PredictionFilter,
    dismissed: Collection[tuple[int, int]],
    asked: Asked[PredictionSort],
) -> list[_Row]:
    """Give what is meant in its order: three rows a pattern are too many for the engine's loop."""
    found = [row for row in _rows(snapshot, wanted.window_days, dismissed) if _means(wanted, row)]
    return sorted(found, key=partial(_sort_key, asked.sort), reverse=asked.descending)


def _means(wanted: PredictionFilter, row: _Row) -> bool:
    if row.status is not wanted.status:
        return False
    if wanted.min_probability is None:
        return True
    return row.probability is not None and row.probability >= wanted.min_probability


def _sort_key(sort: PredictionSort, row: _Row) -> Key:
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


def _shown(row: _Row, snapshot: Snapshot) -> Prediction:
    numbers = row.numbers
    chance = probability_of(numbers.forecast, row.days)
    return Prediction(
        id=prediction_id(numbers.id, row.days),
        pattern_id=numbers.id,
        pattern_name=numbers.name,
        window_days=row.days,
        probability=chance.value,
        low=chance.low,
        high=chance.high,
        impact=SEVERITY_OF_PRIORITY[Priority(numbers.impact)],
        status=row.status,
        evidence=evidence_of(numbers.forecast),
        episode_count=len(numbers.episodes),
        last_seen_at=from_micros(numbers.last_us),
        reason=reason_of(numbers, snapshot.zone, row.days),
        generated_at=from_micros(snapshot.as_of_us),
    )


def _patch(write: WriteTransaction, workspace_key: int, actor: str, row: _Row) -> None:
    """Give a prediction the status of ``row``."""
    about = row.numbers.key, row.days
    waved = about in PredictionStore(write.connection, workspace_key).dismissed()
    before = PredictionStatus.DISMISSED if waved else PredictionStatus.ACTIVE
    verb = "Dismissed" if row.status is PredictionStatus.DISMISSED else "Brought back"
    summary = f"{verb} the {row.days}-day prediction of “{row.numbers.name}”"
    shown = prediction_id(row.numbers.id, row.days)
    inverse = {"id": shown, "about": about, "status": before}
    record_operation(write, workspace_key, Act(actor, PATCH, summary, inverse))
    record_change(write, workspace_key, ChangeKind.PREDICTIONS, [shown])
    set_prediction(write, workspace_key, shown, about, row.status)


def _undo_patch(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Give a prediction the status that it had before."""
    pattern, days = operation.inverse["about"]
    shown, status = operation.inverse["id"], PredictionStatus(operation.inverse["status"])
    record_change(write, workspace_key, ChangeKind.PREDICTIONS, [shown])
    set_prediction(write, workspace_key, shown, (pattern, days), status)
