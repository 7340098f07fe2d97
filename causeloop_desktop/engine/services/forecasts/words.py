"""What is said to people about who forecasts, and how well."""

from collections.abc import Mapping

from causeloop_desktop.contract.predictions import ENOUGH_WINDOWS, ForecastMethod, ForecastOrigin
from causeloop_desktop.engine.domain.forecasts.local.model import (
    HorizonMethods,
    Method,
    WorkspaceModel,
)
from causeloop_desktop.engine.domain.forecasts.reasons import percent

_ALONE = "The shipped formula forecasts: no window has ended yet from which to learn."

_DEPLOYS = "Deploys are looked at as well: more has come back here soon after one than later."

_NAMES = {
    Method.FORMULA: "the shipped formula",
    Method.CORRECTED: "the formula corrected by this workspace's own past",
    Method.POOLED: "the formula pooled with a model of this workspace's own past",
    Method.AVERAGE: "the plain average",
}

_WORTH_SAYING = 0.005

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
    """Say who counts most in the forecasts of a window."""
    return ForecastMethod(model.method(days).value)


def method_note(model: WorkspaceModel, days: int) -> str:
    """Say in a sentence who forecasts, and how much each counts."""
    learned = days in model.horizons and model.horizons[days].corrected is not None
    note = _weighed_note(shares_of(model, days)) if learned else _ALONE
    return f"{note} {_DEPLOYS}" if model.deploy_effect(days) else note


def _weighed_note(shares: Mapping[Method, float]) -> str:
    first, *others = (one for one, share in shares.items() if share >= _WORTH_SAYING)
    if not others:
        return f"Forecast by {_NAMES[first]}."
    named = " and ".join(f"{_NAMES[one]} ({percent(shares[one])})" for one in (first, *others))
    return f"Forecast by {named}, each weighed by how well it has told so far."


def shares_of(model: WorkspaceModel, days: int) -> Mapping[Method, float]:
    """Give how much each method counts in the forecasts of a window, most first."""
    return model.horizons.get(days, HorizonMethods(days)).shares


def doubt_note(low: float | None, high: float | None) -> str:
    """Say where the weeks so far cannot tell which side of the average the forecasts are on."""
    if low is None or high is None or not low < 0.0 < high:
        return ""
    return "Whether they are better than the average these weeks are too few to tell."


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
