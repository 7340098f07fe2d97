"""Predictions: whether a pattern will come back, one row per pattern and horizon."""

from enum import StrEnum

from causeloop_desktop.contract.base import (
    Instant,
    JobId,
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

ENOUGH_WINDOWS = 200
"""Below so many finished windows nothing is said of how accurate forecasts are."""


class ForecastMethod(StrEnum):
    """Who counts most in the forecasts of a window in a workspace.

    The shipped formula alone, the pool of it with models fitted to the workspace's own past, the
    formula corrected by that past, or the plain average where nothing does better.
    """

    FORMULA = "formula"
    POOLED = "pooled"
    CORRECTED = "corrected"
    AVERAGE = "average"


class ForecastOrigin(StrEnum):
    """When a kept forecast was made: before the fact, or afterwards from what was known then."""

    LIVE = "live"
    BACKTEST = "backtest"


class AlertRule(StrEnum):
    """When an alert would fire: at a probability, or where it doubled in four weeks."""

    ABOVE = "above"
    DOUBLED = "doubled"


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


class PredictionFilter(Request):
    """Which predictions are meant; without a window those of every horizon.

    Attributes:
        min_probability: From 0 to 1.
    """

    window_days: int | None = None
    min_probability: float | None = None
    status: PredictionStatus = PredictionStatus.ACTIVE


class PredictionPatch(Request):
    """What a person may change of a prediction."""

    status: PredictionStatus


class PredictionSummary(Model):
    """The tiles over the predictions of one window.

    ``expected`` of ``of`` patterns are expected to recur, between ``expected_low`` and
    ``expected_high`` with 80 % credibility; ``expected_severity_share`` is the share of all their
    severity that these bring. ``method_note`` says in a sentence who forecasts.
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
    expected_severity_share: float | None = None
    of: int
    not_enough_data: int
    as_of: Instant
    method: ForecastMethod = ForecastMethod.FORMULA
    method_note: str = ""


class RiskForecast(Model):
    """The composite forecast of a workspace, or of one pattern."""

    window_days: int
    frequency: Frequency


class ReliabilityBin(Model):
    """What came of forecasts from ``low`` up to ``high``; ``said`` and ``happened`` are means."""

    low: float
    high: float
    count: int
    said: float
    happened: float


class LeagueRow(Model):
    """One forecaster's score on the same windows; ``used`` marks the one that counts most now.

    What is said is the mean of several forecasters, each by its ``share`` of 0 to 1, which follows
    from how well it has told so far.
    ``skill_over_average`` is 1 for a perfect forecast, 0 for one as good as always saying the
    average known in hindsight, less for a worse one.
    """

    name: str
    label: str
    brier: float
    skill_over_average: float | None = None
    calibration_error: float
    used: bool = False
    share: float = 0.0


class ForecastAccuracy(Model):
    """How well the kept forecasts of one window came true.

    Scores are null below ``needed`` finished windows; ``note`` then says so. With 80 % the skill
    over the average lies from ``skill_low`` to ``skill_high``, as far as these weeks can tell.
    Forecasts of origin ``backtest`` were made afterwards, of the patterns as they are today, from
    the events known at the time.
    """

    window_days: int
    origin: ForecastOrigin
    finished: int
    still_open: int = 0
    needed: int = ENOUGH_WINDOWS
    enough: bool
    first_week: Instant | None = None
    last_week: Instant | None = None
    base_rate: float | None = None
    brier: float | None = None
    skill_over_average: float | None = None
    skill_low: float | None = None
    skill_high: float | None = None
    skill_over_poisson: float | None = None
    calibration_error: float | None = None
    auc: float | None = None
    reliability: tuple[ReliabilityBin, ...] = ()
    league: tuple[LeagueRow, ...] = ()
    method: ForecastMethod = ForecastMethod.FORMULA
    method_note: str = ""
    note: str = ""
    fitted_at: Instant | None = None


class AlertSuggestion(Model):
    """A rule that would fire about once a week."""

    window_days: int
    threshold: float
    per_week: float


class AlertPreview(Model):
    """How often a rule would have fired in the last ``days``, and how many alerts were right.

    A rule that fired rests until the probability is below ``rearm_below``. ``undecided`` alerts
    have windows that are still open. ``message`` says it in a sentence.
    """

    rule: AlertRule
    window_days: int
    threshold: float
    rearm_below: float
    days: int
    weeks: int
    fired: int
    right: int
    wrong: int
    undecided: int
    per_week: float
    can_fire: bool
    highest: float | None = None
    highest_pattern_id: PatternId | None = None
    highest_pattern_name: str = ""
    suggestion: AlertSuggestion | None = None
    message: str = ""


class ForecastRefresh(Model):
    """The job that fits the forecasts to the workspace's own past; ``joined`` one that waited."""

    job_id: JobId
    joined: bool = False
