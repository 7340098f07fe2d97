"""From which score on an issue is attached unasked, and from which on it is offered.

Stack traces, log lines and prose each have their own, in this one table. A workspace that has
accepted and rejected enough offers puts its own values in their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from causeloop_desktop.engine.domain.text.tokens import Shape


@dataclass(frozen=True, slots=True)
class Limits:
    """Two scores in 0..1, both compared with ``Candidate.score``.

    Attributes:
        attach: From here on an issue is put into the pattern by itself.
        offer: From here on the pattern is offered as "possibly the same as".
    """

    attach: float
    offer: float


SHIPPED: Mapping[Shape, Limits] = MappingProxyType(
    {"prose": Limits(0.5, 0.2), "trace": Limits(0.6, 0.3), "line": Limits(0.68, 0.35)}
)
"""Measured on public trackers; see ``docs/reference/pair-scorer.md``."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits that a matcher keeps to, per shape of an issue."""

    limits: Mapping[Shape, Limits] = field(default_factory=lambda: SHIPPED)

    def of(self, shape: Shape) -> Limits:
        """The limits for one shape."""
        return self.limits[shape]

    def with_limits(self, shape: Shape, limits: Limits) -> Self:
        """The same thresholds but for one shape."""
        return replace(self, limits=MappingProxyType({**self.limits, shape: limits}))
