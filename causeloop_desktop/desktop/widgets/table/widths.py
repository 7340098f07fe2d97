"""How wide each column is in a table of a given width."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from causeloop_desktop.desktop.widgets.table.columns import Column


def fit(
    columns: Sequence[Column],
    available: int,
    *,
    hidden: Collection[str],
    chosen: Mapping[str, int],
) -> dict[str, int]:
    """Return a width for every column that is shown, in their order.

    Columns keep the width that the user chose or that they prefer; the others that
    stretch share what is left, none below its minimum. Dropped columns come back with the room.
    """
    shown = _shown(columns, available, hidden, chosen)
    elastic = [item for item in shown if item.stretch and item.key not in chosen]
    widths = {item.key: chosen.get(item.key, item.width) for item in shown}
    left = available - sum(widths[item.key] for item in shown if item not in elastic)
    return widths | _shared(elastic, left)


def _shared(elastic: Sequence[Column], left: int) -> dict[str, int]:
    """Share what is left; what would fall below its minimum has that, before the others share."""
    shares = sum(item.stretch for item in elastic)
    tight = [item for item in elastic if left * item.stretch // shares < item.minimum]
    if tight and len(tight) < len(elastic):
        least = {item.key: item.minimum for item in tight}
        others = [item for item in elastic if item not in tight]
        return least | _shared(others, left - sum(least.values()))
    widths: dict[str, int] = {}
    for item in elastic:
        widths[item.key] = max(item.minimum, left * item.stretch // shares)
        left -= widths[item.key]
        shares -= item.stretch
    return widths


def _shown(
    columns: Sequence[Column],
    available: int,
    hidden: Collection[str],
    chosen: Mapping[str, int],
) -> list[Column]:
    """Leave out what the user hid, then the most dispensable columns until the rest fits."""
    shown = [item for item in columns if item.key not in hidden and available >= item.drop_below]
    droppable = sorted((item for item in shown if item.drop_below), key=lambda it: it.drop_below)
    while droppable and sum(_least(item, chosen) for item in shown) > available:
        shown.remove(droppable.pop())
    return shown


def _least(item: Column, chosen: Mapping[str, int]) -> int:
    return chosen.get(item.key, item.minimum if item.stretch else item.width)
