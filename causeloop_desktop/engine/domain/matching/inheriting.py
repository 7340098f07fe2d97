"""Take over what was derived from a model, for the rows that the next one still has."""

import numpy as np

from causeloop_desktop.engine.domain.matching.model import Exemplars, Keys, MatchModel
from causeloop_desktop.engine.domain.scoring.derived import Derived

_ROWS_AT_ONCE = 2_000
"""So few that what they are compared by stays in the caches and takes no new memory each time."""


def inherited(model: MatchModel, earlier: MatchModel, derived: Derived) -> Derived:
    """What a matcher would derive from the rows of ``model``, but for their words.

    Args:
        model: Its terms mean what they meant in the earlier one.
        earlier: The model before.
        derived: What was derived from that.
    """
    rows, known = model.rows, earlier.rows
    place = _rows_before(rows, known)
    new = np.flatnonzero(place < 0)
    place[new] = len(known.issues) + np.arange(len(new))
    some = rows.some(new)
    return derived.beside(Derived.of(model.latent, some.starts, some.ids, some.weights)).some(place)


def _rows_before(rows: Exemplars, known: Exemplars) -> Keys:
    """The same row among those known before, -1 where its issue is new or reads otherwise now."""
    if not len(known.issues):
        return np.full(len(rows.issues), -1)
    order = np.argsort(known.issues)
    at = order[known.issues.searchsorted(rows.issues, sorter=order).clip(max=len(order) - 1)]
    lengths, before = np.diff(rows.starts), np.diff(known.starts)[at]
    same = (known.issues[at] == rows.issues) & (lengths == before)
    both = np.flatnonzero(same)
    for start in range(0, len(both), _ROWS_AT_ONCE):
        some = both[start : start + _ROWS_AT_ONCE]
        mine, theirs = rows.entries(some), known.entries(at[some])
        other = rows.ids[mine] != known.ids[theirs]
        other |= rows.weights[mine] != known.weights[theirs]
        same[np.repeat(some, lengths[some])[other]] = False
    return np.where(same, at, -1)
