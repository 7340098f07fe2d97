"""One page of a list, by its position or by the row before it."""

import numpy as np

from causeloop_desktop.contract.issues import IssueSort
from causeloop_desktop.engine.store.columns.looks import Order, Start, Window
from causeloop_desktop.engine.store.columns.ranks import Line, UnsortedLine
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


def line_of(columns: IssueColumns, chosen: Positions | None, order: Order) -> UnsortedLine:
    """Line up the chosen issues for an order; equal ones stand by key, in its direction."""
    values = _ascending(columns[_COLUMN_OF[order.sort]], order)
    if chosen is None:
        positions: Positions = np.arange(columns.size, dtype=np.int32)
    else:
        positions, values = chosen, values[chosen]
    if order.descending:
        positions, values = positions[::-1], values[::-1]
    return UnsortedLine(positions, values, descending=order.descending)


def window(columns: IssueColumns, line: Line, start: Start, limit: int) -> Window:
    """Give ``limit`` rows of a line."""
    first = start.position
    if start.after is not None:
        value, key = start.after
        first = line.rank_after(value, int(np.searchsorted(columns["key"], key)))
    positions, values = line.page(first, first + limit)
    keys = columns["key"][positions].tolist()
    more = bool(keys) and first + len(keys) < len(line)
    last = (int(values[-1]), keys[-1]) if more else None
    return Window(tuple(keys), first, len(line), last)


def _ascending(values: Values, order: Order) -> Values:
    """Turn values so that the row wanted first has the lowest; the worst severity is the most."""
    flipped = order.descending != (order.sort is IssueSort.SEVERITY)
    if not flipped:
        return values
    return np.iinfo(values.dtype).max - values if values.dtype == np.uint8 else -values
