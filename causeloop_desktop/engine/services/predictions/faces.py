"""What people see of predictions: one of them, and the tiles of a window."""

import math
from collections.abc import Collection

from causeloop_desktop.contract.base import SEVERITY_OF_PRIORITY, Priority
from causeloop_desktop.contract.predictions import (
    HIGH_PROBABILITY,
    Prediction,
    PredictionStatus,
    PredictionSummary,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.forecasts.totals import SHIFT, recurring
from causeloop_desktop.engine.domain.patterns.risk import WEIGHTS
from causeloop_desktop.engine.services.forecasts.words import method_note, method_of
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.faces import evidence_of, probability_of, reason_of
from causeloop_desktop.engine.services.predictions.rows import Row, prediction_id, rows_of

ALERT_THRESHOLD = 0.70
"""From here a prediction is above the workspace's alert threshold, until it sets its own."""


def shown(row: Row, snapshot: Snapshot) -> Prediction:
    """Show one prediction with the reason for it."""
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


def tiles(
    snapshot: Snapshot, window_days: int, dismissed: Collection[tuple[int, int]]
) -> PredictionSummary:
    """Sum up the predictions of one window, without those that were waved away."""
    rows = [
        row
        for row in rows_of(snapshot, window_days, dismissed)
        if row.status is PredictionStatus.ACTIVE
    ]
    weighed = [
        (row.probability, WEIGHTS.severity[row.numbers.impact])
        for row in rows
        if row.probability is not None
    ]
    known = [probability for probability, _ in weighed]
    shift = snapshot.model.shifts.get(window_days, SHIFT)
    total = recurring(known, [weight for _, weight in weighed], shift)
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
