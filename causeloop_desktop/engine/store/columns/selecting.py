"""Which issues a filter means."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from causeloop_desktop.contract.base import Priority
from causeloop_desktop.contract.issues import STATUS_OF_STAGE, IssueFilter
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.domain.records.normalise import SEVERITY_NUMBER
from causeloop_desktop.engine.domain.records.stages import STAGES
from causeloop_desktop.engine.store.columns.looks import Wanted
from causeloop_desktop.engine.store.columns.medians import standing_out
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions, Values

Mask = NDArray[np.bool_]


def select(columns: IssueColumns, wanted: Wanted, found: Positions | None) -> Positions | None:
    """Give the positions of the issues that are meant, ascending; ``None`` is all of them.

    Args:
        columns: Where to look.
        wanted: What is asked for.
        found: The positions that its search found, where it searches.
    """
    masks = list(_masks(columns, wanted))
    if found is not None:
        hits = np.zeros(columns.size, bool)
        hits[found] = True
        masks.append(hits)
    if not masks:
        return None
    return np.flatnonzero(reduce(np.logical_and, masks)).astype(np.int32)


def _masks(columns: IssueColumns, wanted: Wanted) -> Iterator[Mask]:
    filter_ = wanted.filter
    stages = _stages(filter_)
    if stages is not None:
        yield _is_any(columns["stage"], stages)
    if filter_.severity:
        yield _is_any(columns["severity"], map(_number, filter_.severity))
    for name in ("source", "team", "service", "assignee"):
        texts: Collection[str] = getattr(filter_, name)
        if texts:
            yield _is_any(columns[name], columns.words[name].codes(texts))
    yield from _pattern_masks(columns, wanted)
    yield from _bounds(columns["risk_score"], filter_.risk_min, filter_.risk_max)
    yield from _times(columns["occurred_us"], wanted)


def _stages(filter_: IssueFilter) -> set[int] | None:
    """Give the numbers of the stages that are meant, ``None`` where all are."""
    if not filter_.status and not filter_.stage:
        return None
    return {
        number
        for number, stage in enumerate(STAGES)
        if (not filter_.stage or stage in filter_.stage)
        and (not filter_.status or STATUS_OF_STAGE[stage] in filter_.status)
    }


def _pattern_masks(columns: IssueColumns, wanted: Wanted) -> Iterator[Mask]:
    if wanted.pattern_key is not None:
        yield columns["pattern"] == wanted.pattern_key
    if wanted.filter.above_median is not None:
        found = standing_out(columns, wanted.as_of_us, wanted.pattern_key)
        yield found == wanted.filter.above_median
    if wanted.filter.linked is not None:
        yield (columns["pattern"] != UNLINKED) == wanted.filter.linked


def _times(occurred_us: Values, wanted: Wanted) -> Iterator[Mask]:
    filter_ = wanted.filter
    if filter_.date_from is not None:
        yield occurred_us >= to_micros(filter_.date_from)
    if filter_.date_to is not None:
        yield occurred_us < to_micros(filter_.date_to)
    if wanted.as_of_us is not None:
        yield occurred_us <= wanted.as_of_us


def _bounds(values: Values, least: int | None, most: int | None) -> Iterator[Mask]:
    if least is not None:
        yield values >= least
    if most is not None:
        yield values <= most


def _is_any(values: Values, codes: Iterable[int]) -> Mask:
    matches: Callable[[int], Mask] = values.__eq__
    nothing = np.zeros(len(values), bool)
    return reduce(np.logical_or, map(matches, codes), nothing)


def _number(severity: Priority) -> int:
    return SEVERITY_NUMBER[severity]
