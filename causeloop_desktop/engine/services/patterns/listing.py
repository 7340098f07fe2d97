"""Filtering, sorting and paging a snapshot's patterns, all in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.patterns import PatternFilter, PatternSort, PatternStatus
from causeloop_desktop.engine.services.patterns.faces import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from causeloop_desktop.engine.services.cursors import Cursors
    from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers

LISTED = frozenset(PatternStatus) - {PatternStatus.RESOLVED}
"""What a list shows where no status is asked for."""

SORTED_BY_DAYS = 30

Key = tuple[str | int | float, str]
Row = TypeVar("Row")
Shown = TypeVar("Shown")


def chosen(entries: Iterable[PatternNumbers], wanted: PatternFilter) -> list[PatternNumbers]:
    """Keep the patterns that a filter means."""
    statuses = frozenset(wanted.status) or LISTED
    words = (wanted.q or "").casefold().split()
    low = 0 if wanted.risk_min is None else wanted.risk_min
    high = 100 if wanted.risk_max is None else wanted.risk_max
    return [
        entry
        for entry in entries
        if entry.status in statuses
        and low <= entry.risk.total <= high
        and (not words or _says(entry, words))
        and (not wanted.team or not set(wanted.team).isdisjoint(entry.teams))
        and (not wanted.domain or fingerprint_of(entry)["domain"] in wanted.domain)
    ]


def sort_key(sort: PatternSort) -> Callable[[PatternNumbers], Key]:
    """Give what patterns are sorted by; the id decides between equals."""
    value = _VALUES[sort]
    return lambda entry: (value(entry), entry.id)


def page_of(
    rows: Sequence[Row],
    key: Callable[[Row], Key],
    *,
    descending: bool,
    start: tuple[Cursors, str, str | None],
    position: int | None,
    limit: int,
) -> tuple[list[Row], PageInfo]:
    """Sort rows and cut one page out of them.

    Args:
        rows: All that the list holds.
        key: What they are sorted by.
        descending: Whether the largest comes first.
        start: Who signs cursors, what they are good for, and the one the page begins after.
        position: The row the page begins with, where no cursor is given.
        limit: How many rows a page has.
    """
    cursors, scope, cursor = start
    ordered = sorted(rows, key=key, reverse=descending)
    first = min(position or 0, len(ordered))
    if cursor is not None:
        value, last_id = cursors.read(scope, cursor)
        first = _after(ordered, key, (value, str(last_id)), descending=descending)
    found = ordered[first : first + limit]
    more = first + limit < len(ordered)
    following = cursors.sign(scope, key(found[-1])) if more and found else None
    info = PageInfo(
        next_cursor=following,
        has_more=more,
        total=len(ordered),
        position=first if position is not None else None,
    )
    return found, info


def show(found: tuple[list[Row], PageInfo], face: Callable[[Row], Shown]) -> Page[Shown]:
    """Give a page as the contract answers it."""
    rows, info = found
    return Page(data=tuple(map(face, rows)), page=info)


def _after(
    ordered: Sequence[Row],
    key: Callable[[Row], Key],
    last: tuple[object, str],
    *,
    descending: bool,
) -> int:
    """Find the first row beyond the last one shown, also where that row itself is gone."""
    for index, row in enumerate(ordered):
        here = key(row)
        if here < last if descending else here > last:
            return index
    return len(ordered)


def _says(entry: PatternNumbers, words: Sequence[str]) -> bool:
    name = entry.name.casefold()
    return all(word in name for word in words)


def _probability(entry: PatternNumbers) -> float:
    found = entry.probability(SORTED_BY_DAYS)
    return -1.0 if found is None else found


_VALUES: dict[PatternSort, Callable[[PatternNumbers], str | int | float]] = {
    PatternSort.RISK_SCORE: lambda entry: entry.risk.total,
    PatternSort.ISSUE_COUNT: lambda entry: entry.issues,
    PatternSort.EPISODE_COUNT: lambda entry: len(entry.episodes),
    PatternSort.LAST_SEEN_AT: lambda entry: entry.last_us,
    PatternSort.FIRST_SEEN_AT: lambda entry: entry.first_us,
    PatternSort.NAME: lambda entry: entry.name.casefold(),
    PatternSort.PROBABILITY: _probability,
    PatternSort.CONFIDENCE: lambda entry: entry.row.state.confidence,
}
