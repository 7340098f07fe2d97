"""Filtering, sorting and paging a snapshot's patterns, all in memory."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from causeloop_desktop.contract.base import PageInfo
from causeloop_desktop.contract.patterns import PatternFilter, PatternSort, PatternStatus
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.patterns.faces import fingerprint_of
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers

LISTED = frozenset(PatternStatus) - {PatternStatus.RESOLVED}
"""What a list shows where no status is asked for."""

SORTED_BY_DAYS = 30
LESS_THAN_A_POINT = 0.999

Key = tuple[str | int | float, str]
Row = TypeVar("Row")
Sort = TypeVar("Sort", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Sort]):
    """Which page of a list is wanted.

    Attributes:
        sort: What the list is sorted by.
        descending: Whether the largest comes first.
        limit: How many rows a page has.
        cursor: Where the page begins; else ``position`` says it, else it is the first.
        position: The number of the page's first row, from 0.
        as_of_us: The moment nothing after which is seen; ``None`` is now.
    """

    sort: Sort
    descending: bool = True
    limit: int = 25
    cursor: str | None = None
    position: int | None = None
    as_of_us: int | None = None


def asked_for(
    sort: str,
    kind: type[Sort],
    *,
    limit: int = 25,
    cursor: str | None = None,
    position: int | None = None,
    as_of_us: int | None = None,
) -> Asked[Sort]:
    """Read a page's parameters as the API has them; ``-`` in front of ``sort`` is descending.

    Raises:
        InvalidError: The list cannot be sorted like that.
    """
    name = sort.removeprefix("-")
    if name not in list(kind):
        message = f"A list cannot be sorted by {name!r}. Known are: {', '.join(kind)}."
        raise InvalidError(message, {"sort": message})
    return Asked(kind(name), sort.startswith("-"), limit, cursor, position, as_of_us)


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
        and low <= entry.risk_score <= high
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
    asked: Asked[Sort],
    cursors: Cursors,
    scope: str,
) -> tuple[Sequence[Row], PageInfo]:
    """Cut one page out of sorted rows.

    Args:
        rows: All that the list holds, in its order.
        key: What they are sorted by.
        asked: Which page.
        cursors: Signs where the next page begins.
        scope: What a cursor is good for: the workspace, the list and its filter.
    """
    scope = f"{scope}:{asked.sort}:{asked.descending}:{asked.as_of_us}"
    first = min(asked.position or 0, len(rows))
    if asked.cursor is not None:
        value, last_id = cursors.read(scope, asked.cursor)
        first = _after(rows, key, (value, str(last_id)), descending=asked.descending)
    found = rows[first : first + asked.limit]
    more = first + asked.limit < len(rows)
    following = cursors.sign(scope, key(found[-1])) if more and found else None
    info = PageInfo(
        next_cursor=following,
        has_more=more,
        total=len(rows),
        position=None if asked.position is None else first,
    )
    return found, info


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


def _risk(entry: PatternNumbers) -> float:
    """Of equally risky patterns the surer is worth a look first."""
    return entry.risk_score + LESS_THAN_A_POINT * entry.certainty


def _probability(entry: PatternNumbers) -> float:
    found = entry.probability(SORTED_BY_DAYS)
    return -1.0 if found is None else found


_VALUES: dict[PatternSort, Callable[[PatternNumbers], str | int | float]] = {
    PatternSort.RISK_SCORE: _risk,
    PatternSort.ISSUE_COUNT: lambda entry: entry.issues,
    PatternSort.EPISODE_COUNT: lambda entry: len(entry.episodes),
    PatternSort.LAST_SEEN_AT: lambda entry: entry.last_us,
    PatternSort.FIRST_SEEN_AT: lambda entry: entry.first_us,
    PatternSort.NAME: lambda entry: entry.name.casefold(),
    PatternSort.PROBABILITY: _probability,
    PatternSort.CONFIDENCE: lambda entry: entry.row.state.confidence,
}
