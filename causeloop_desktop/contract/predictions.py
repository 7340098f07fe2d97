"""Predictions: whether a pattern will come back, one row per pattern and horizon."""

from enum import StrEnum

from causeloop_desktop.contract.base import (
    Instant,
    Model,
    PatternId,
    PredictionId,
    Request,
    Severity,
)
from causeloop_desktop.contract.patterns import Evidence, Frequency

HORIZONS_DAYS: tuple[int, ...] = (7, 30, 90)
"""The windows every prediction is made for."""

HIGH_PROBABILITY = 0.80
"""From here a prediction counts as highly probable."""


class PredictionStatus(StrEnum):
    """Whether somebody has waved a prediction away."""

    ACTIVE = "active"
    DISMISSED = "dismissed"


class PredictionSort(StrEnum):
    """What a list of predictions can be sorted by; each also with a leading ``-``."""

    PROBABILITY = "probability"
    IMPACT = "impact"
    PATTERN_NAME = "pattern_name"
    EPISODE_COUNT = "episode_count"
    LAST_SEEN_AT = "last_seen_at"


class Prediction(Model):
    """The chance of at least one new episode of a pattern within ``window_days``.

    ``probability`` is ``None`` where there is not enough data; ``low`` and ``high`` bound it
    with 80 % credibility.
    """

    id: PredictionId
    pattern_id: PatternId
    pattern_name: str
    window_days: int
    probability: float | None = None
    low: float | None = None
    high: float | None = None
    impact: Severity
    status: PredictionStatus = PredictionStatus.ACTIVE
    evidence: Evidence
    episode_count: int
    last_seen_at: Instant
    reason: str = ""
    generated_at: Instant


class PredictionPatch(Request):
    """What a person may change of a prediction."""

    status: PredictionStatus


class PredictionSummary(Model):
    """The tiles over the predictions of one window.

    ``expected`` of ``of`` patterns are expected to recur, between ``expected_low`` and
    ``expected_high`` with 80 % credibility.
    """

    window_days: int
    total: int
    high_probability: int
    above_threshold: int
    threshold: float
    average_probability: float | None = None
    expected: float
    expected_low: float
    expected_high: float
    of: int
    not_enough_data: int
    as_of: Instant


class RiskForecast(Model):
    """The composite forecast of a workspace, or of one pattern."""

    window_days: int
    frequency: Frequency
