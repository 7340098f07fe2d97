"""The shipped formula: a Gamma-Poisson rate whose memory of old episodes fades.

An episode of age a counts ``exp(-a / memory)``, the days since the first one count alike, and
``caution`` days without an episode are added so that two episodes close together do not look like
a habit. The rate per day is then Gamma(weight, caution + effective days) distributed, and the
chance of at least one episode in h days is ``1 - (exposure / (exposure + h)) ** weight``.
The three pairs of memory and caution were fitted once, on public issue trackers; they are not
fitted to a workspace.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

LEAST, MOST = 1e-4, 1 - 1e-4
"""No forecast is surer than these, whatever was seen: nothing is ever said to be 0 % or 100 %."""

UNSEEN_WINDOWS = 100.0
"""Independent windows that a workspace is taken to have seen from the start: without a past nobody
is surer than one in a hundred, and each window that has ended lets forecasts be surer."""

NEAREST = 1e-6
"""Probabilities are held so far from 0 and 1 that their log-odds are finite."""


@dataclass(frozen=True, slots=True)
class HorizonModel:
    """The fitted parameters of one horizon; all three are days."""

    days: int
    memory: float
    caution: float


MODELS: tuple[HorizonModel, ...] = (
    HorizonModel(days=7, memory=180.0, caution=42.1),
    HorizonModel(days=30, memory=180.0, caution=65.1),
    HorizonModel(days=90, memory=365.0, caution=144.9),
)
HORIZONS: tuple[int, ...] = tuple(model.days for model in MODELS)


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed about a pattern's rate: Gamma(weight, exposure), in episodes a day."""

    model: HorizonModel
    weight: float
    effective_days: float

    @property
    def exposure(self) -> float:
        """Days of observation, old ones counted less, with the days of caution."""
        return self.model.caution + self.effective_days

    @property
    def rate_per_day(self) -> float:
        """The expected rate."""
        return self.weight / self.exposure

    @property
    def probability(self) -> float:
        """P(at least one episode within the model's horizon), not yet clipped."""
        return -math.expm1(-self.weight * math.log1p(self.model.days / self.exposure))

    def saying(self, probability: float, least: float) -> Belief:
        """The belief of equal exposure whose rate goes along with what is said instead.

        So that range, band and chart speak of the rate that the probability speaks of, also where
        a workspace's own past has moved it. Both are held to what may be said, from ``least`` on:
        beyond that a probability tells nothing of a rate.
        """
        shipped = math.log1p(-clipped(self.probability, least))
        return replace(self, weight=self.weight * math.log1p(-probability) / shipped)


def least_after(windows: float) -> float:
    """The least chance that may be said after so many independent windows have ended.

    Who has seen n windows knows nothing of what happens less than once in n.
    """
    return max(LEAST, 1.0 / (UNSEEN_WINDOWS + windows))


def clipped(probability: float, least: float = LEAST) -> float:
    """Hold a probability away from 0 and from 1, by ``least`` on either side."""
    return min(1.0 - least, max(least, probability))


def log_odds(probability: float) -> float:
    """The logarithm of p over 1 - p."""
    held = clipped(probability, NEAREST)
    return math.log(held / (1 - held))


def from_log_odds(odds: float) -> float:
    """The inverse of ``log_odds``, for any number."""
    return 0.5 * (1.0 + math.tanh(0.5 * odds))
