"""What is said to people about who forecasts, and how well."""

from causeloop_desktop.contract.predictions import ENOUGH_WINDOWS, ForecastMethod, ForecastOrigin
from causeloop_desktop.engine.domain.forecast_local.model import Method, WorkspaceModel

_NOTES = {
    Method.FORMULA: "The shipped formula forecasts: this workspace has too little of a past yet.",
    Method.POOLED: "The shipped formula forecasts, pooled with what this workspace's past says.",
    Method.CORRECTED: (
        "Here the formula, corrected by this workspace's own past, is the better forecaster, "
        "so it is used."
    ),
    Method.AVERAGE: "Here the plain average is the better forecaster, so it is used.",
}

LABELS = {
    "poisson": "Historic rate (Poisson)",
    "recent": "Rate of the last 90 days",
    "average": "Always the average",
    "formula": "Shipped formula",
    "pooled": "Pooled with own past",
    "corrected": "Corrected by own past",
}
"""What each rival is called."""


def method_of(model: WorkspaceModel, days: int) -> ForecastMethod:
    """Say who forecasts a window; a pool with nothing in it is the formula."""
    return ForecastMethod(_spoken(model, days).value)


def method_note(model: WorkspaceModel, days: int) -> str:
    """Say the same in a sentence."""
    return _NOTES[_spoken(model, days)]


def accuracy_note(finished: int, origin: ForecastOrigin) -> str:
    """Say why there are no scores, or of what they are."""
    if finished < ENOUGH_WINDOWS:
        return f"Not enough finished windows yet: {finished} of {ENOUGH_WINDOWS}."
    if origin is ForecastOrigin.BACKTEST:
        return (
            "Made afterwards: what would have been said each Monday of the patterns as they are "
            "today, from what was known then."
        )
    return "Made before the fact, one for each pattern and week."


def _spoken(model: WorkspaceModel, days: int) -> Method:
    methods = model.horizons.get(days)
    if methods is None:
        return Method.FORMULA
    silent = methods.local is None and methods.corrected is None
    return Method.FORMULA if methods.method is Method.POOLED and silent else methods.method
