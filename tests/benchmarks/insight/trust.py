"""Whether probabilities can be trusted, from the rows of a backtest and what came of each."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10
SURE = 0.95
"""Above this a forecast is a promise."""


@dataclass(frozen=True)
class Trust:
    """Forecasts of one horizon, held against what happened.

    Attributes:
        calibration_error: Mean distance of said and seen over ten bins, weighed by their rows.
        skill: How much better than the average share, known in hindsight, by Brier score.
        sure: Rows above 95 %.
        sure_failed: Share of these in which nothing happened; None without any.
    """

    horizon: int
    rows: int
    happened: float
    calibration_error: float
    skill: float
    sure: int
    sure_failed: float | None


def read_trust(rows: str) -> list[Trust]:
    """Judge the rows of a backtest, a CSV with ``horizon``, ``p`` and ``happened``."""
    found = list(csv.DictReader(io.StringIO(rows)))
    horizons = sorted({int(row["horizon"]) for row in found})
    return [
        _trust(days, [row for row in found if int(row["horizon"]) == days]) for days in horizons
    ]


def _trust(days: int, rows: Sequence[dict[str, str]]) -> Trust:
    said = np.array([float(row["p"]) for row in rows])
    seen = np.array([row["happened"].lower() == "true" for row in rows], float)
    base = float(seen.mean())
    spread = base * (1 - base)
    sure = said > SURE
    return Trust(
        horizon=days,
        rows=len(rows),
        happened=base,
        calibration_error=calibration_error(said, seen),
        skill=1 - float(((said - seen) ** 2).mean()) / spread if spread else 0.0,
        sure=int(sure.sum()),
        sure_failed=float(1 - seen[sure].mean()) if sure.any() else None,
    )


def calibration_error(said: Iterable[float], seen: Iterable[float]) -> float:
    """Give the expected calibration error over ten bins of equal width."""
    p, y = np.asarray(list(said)), np.asarray(list(seen))
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    gaps = [abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
    return float(sum(gaps))
