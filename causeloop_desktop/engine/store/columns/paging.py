"""One page of a list, by its position or by the row before it."""

import numpy as np

from causeloop_desktop.contract.issues import IssueSort
from causeloop_desktop.engine.store.catalog import Order, Start, Window
from causeloop_desktop.engine.store.columns.ranks import rank_after, ranked
from causeloop_desktop.engine.store.columns.table import IssueColumns, Positions, Values

_COLUMN_OF: dict[IssueSort, str] = {
    IssueSort.CREATED_AT: "occurred_us",
    IssueSort.SOURCE_CREATED_AT: "occurred_us",
    IssueSort.INGESTED_AT: "key",
    IssueSort.UPDATED_AT: "updated_us",
    IssueSort.RISK_SCORE: "risk_score",
    IssueSort.SEVERITY: "severity",
    IssueSort.STATUS: "stage",
}


def window(
    columns: IssueColumns, chosen: Positions | None, order: Order, start: Start, limit: int
) -> Window:
    """Give ``limit`` rows of the chosen issues in an order; equal ones are ordered by key."""
    positions = np.arange(columns.size) if chosen is None else chosen
    values = _ascending(columns[_COLUMN_OF[order.sort]], order)
    values = values if chosen is None else values[chosen]
    if order.descending:
        positions, values = positions[::-1], values[::-1]
    first = _first(columns, order, start, positions, values)
    rows = ranked(values, first, first + limit)
    if not len(rows):
        return Window((), first, len(values), None)
    keys = columns["key"][positions[rows]].tolist()
    more = first + len(rows) < len(values)
    return Window(
        tuple(keys), first, len(values), (int(values[rows[-1]]), keys[-1]) if more else None
    )


def _first(
    columns: IssueColumns, order: Order, start: Start, positions: Positions, values: Values
) -> int:
    """Give the rank at which the page begins."""
    if start.after is None:
        return start.position
    value, key = start.after
    at = int(np.searchsorted(columns["key"], key, "left" if order.descending else "right"))
    before = np.searchsorted(positions[::-1] if order.descending else positions, at)
    index = len(positions) - int(before) if order.descending else int(before)
    return rank_after(values, value, index)


def _ascending(values: Values, order: Order) -> Values:
    """Turn values so that the row wanted first has the lowest; the worst severity is the most."""
    flipped = order.descending != (order.sort is IssueSort.SEVERITY)
    if not flipped:
        return values
    return np.iinfo(values.dtype).max - values if values.dtype == np.uint8 else -values
