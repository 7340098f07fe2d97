"""Pages of lists: which one is wanted, and cutting it out of rows that are sorted in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from causeloop_desktop.contract.base import PageInfo
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.foundation.cursors import Cursors

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
