"""Keep a matching model in step with what people did since it was made."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.model import Exemplars, MatchModel

_NOWHERE = np.iinfo(np.int64).min
"""No pattern's key, not even a provisional one."""


def regrouped(
    model: MatchModel,
    pattern_of: Mapping[IssueKey, PatternKey],
    signposts: Mapping[PatternKey, PatternKey],
) -> MatchModel:
    """Give the model with every exemplar under the pattern that its issue is in now.

    Args:
        model: As the last detection left it, with real keys.
        pattern_of: The pattern of each issue, 0 for none; exemplars of others are dropped.
        signposts: Where the issues of folded patterns are now.
    """
    exact = model.exact
    patterns = np.fromiter(
        (signposts.get(key, key) for key in exact.patterns.tolist()), np.int64, len(exact.patterns)
    )
    return replace(
        model,
        exemplars=_placed(model.exemplars.beside(model.lone), pattern_of),
        lone=Exemplars.empty(),
        exact=replace(exact, patterns=patterns),
    )


def joined(known: Exemplars, carried: Collection[PatternKey], drawn: Exemplars) -> Exemplars:
    """Give exemplars of some known patterns and of all that were drawn, pattern by pattern."""
    kept = np.isin(known.patterns, np.array(sorted(carried), np.int64))
    both = Exemplars(
        issues=np.concatenate((known.issues, drawn.issues)),
        patterns=np.concatenate((np.where(kept, known.patterns, _NOWHERE), drawn.patterns)),
        starts=np.concatenate((known.starts[:-1], drawn.starts + known.starts[-1])),
        ids=np.concatenate((known.ids, drawn.ids)),
        weights=np.concatenate((known.weights, drawn.weights)),
    )
    order = np.argsort(both.patterns, kind="stable")
    return _picked(both, order[both.patterns[order] != _NOWHERE])


def _placed(rows: Exemplars, pattern_of: Mapping[IssueKey, PatternKey]) -> Exemplars:
    places = np.array([pattern_of.get(issue, -1) for issue in rows.issues.tolist()], np.int64)
    order = np.argsort(places, kind="stable")
    return _picked(replace(rows, patterns=places), order[places[order] >= 0])


def _picked(rows: Exemplars, order: npt.NDArray[np.int64]) -> Exemplars:
    lengths = np.diff(rows.starts)[order]
    picks = _entries(rows.starts[order], lengths)
    return Exemplars(
        issues=rows.issues[order],
        patterns=rows.patterns[order],
        starts=np.append(0, np.cumsum(lengths)).astype(np.int64),
        ids=rows.ids[picks],
        weights=rows.weights[picks],
    )


def _entries(
    starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Give the positions of all entries of rows, row after row."""
    ends = np.cumsum(lengths)
    within = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
    return np.repeat(starts, lengths) + within
