"""Keep a matching model in step with what people did since it was made."""

from collections.abc import Collection

import numpy as np

from causeloop_desktop.engine.domain.documents import PatternKey
from causeloop_desktop.engine.domain.matching.model import GONE, Exemplars, Keys, MatchModel


def patterns_now(model: MatchModel, issues: Keys, patterns: Keys) -> Keys:
    """Give the pattern in which the issue of each row of a model is now.

    Args:
        model: As the last detection left it.
        issues: The issues that have been looked at, in any order; others are ``GONE``.
        patterns: The pattern of each, ``LONE`` for none.
    """
    order = np.argsort(issues)
    rows = np.concatenate((model.exemplars.issues, model.lone.issues))
    if not len(order):
        return np.full(len(rows), GONE)
    at = order[issues.searchsorted(rows, sorter=order).clip(max=len(order) - 1)]
    return np.where(issues[at] == rows, patterns[at], GONE)


def joined(known: Exemplars, carried: Collection[PatternKey], drawn: Exemplars) -> Exemplars:
    """Give exemplars of some known patterns and of all that were drawn, pattern by pattern."""
    kept = np.isin(known.patterns, np.array(sorted(carried), np.int64))
    both = Exemplars(
        issues=np.concatenate((known.issues, drawn.issues)),
        patterns=np.concatenate((np.where(kept, known.patterns, GONE), drawn.patterns)),
        starts=np.concatenate((known.starts[:-1], drawn.starts + known.starts[-1])),
        ids=np.concatenate((known.ids, drawn.ids)),
        weights=np.concatenate((known.weights, drawn.weights)),
    )
    order = np.argsort(both.patterns, kind="stable")
    return both.some(order[both.patterns[order] != GONE])
