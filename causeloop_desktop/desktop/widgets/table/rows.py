"""The painting of rows: grounds and hairlines first, then the cells column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import ROW
from causeloop_desktop.desktop.widgets.table.cells import PADDING, Strip, check_box, paint_strip
from causeloop_desktop.desktop.widgets.table.columns import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QPainter

    from causeloop_desktop.desktop.theme.tokens import Tokens

_PLACEHOLDER_SHARES = (0.72, 0.55, 0.84, 0.63, 0.47, 0.78)
_PLACEHOLDER_HEIGHT = 8


@dataclass(frozen=True)
class RowState:
    """One row in sight; ``row`` is ``None`` while it is on its way."""

    place: int
    top: int
    row: object | None
    selected: bool = False
    hovered: bool = False
    current: bool = False


@dataclass(frozen=True)
class ColumnPlace:
    """One column in sight."""

    column: Column
    left: int
    width: int


def paint_rows(
    painter: QPainter,
    rows: Sequence[RowState],
    columns: Sequence[ColumnPlace],
    *,
    width: int,
    now: datetime,
    look: Tokens,
    height: int = ROW,
) -> None:
    """Draw rows of ``height`` over the whole ``width`` of the table."""
    for row in rows:
        _paint_ground(painter, row, QSize(width, height), look)
    held = [(row.top, row.row) for row in rows if row.row is not None]
    for place in columns:
        if place.column.kind is Kind.CHECK:
            _paint_boxes(painter, rows, place, height, look)
        elif held:
            strip = Strip(place.column, place.left, place.width, held, now, look, height)
            paint_strip(painter, strip)
    for row in rows:
        if row.row is None:
            _paint_placeholder(painter, row, columns, height, look)


def _paint_ground(painter: QPainter, row: RowState, size: QSize, look: Tokens) -> None:
    ground = QRect(QPoint(0, row.top), size)
    if row.selected:
        painter.fillRect(ground, colour(look.accent_ground))
    elif row.hovered:
        painter.fillRect(ground, colour(look.sunken, 0.6))
    painter.fillRect(QRect(0, ground.bottom(), ground.width(), 1), colour(look.line))
    if row.current:
        painter.fillRect(QRect(0, row.top, 3, ground.height() - 1), colour(look.accent))


def _paint_boxes(
    painter: QPainter, rows: Sequence[RowState], place: ColumnPlace, height: int, look: Tokens
) -> None:
    for row in rows:
        spot = QPoint(place.left + PADDING, row.top + (height - 16) // 2)
        painter.drawPixmap(spot, check_box(row.selected, look))


def _paint_placeholder(
    painter: QPainter,
    row: RowState,
    columns: Sequence[ColumnPlace],
    height: int,
    look: Tokens,
) -> None:
    """Draw grey bars of uneven length where words will be."""
    for number, place in enumerate(columns):
        if place.column.kind is Kind.CHECK:
            continue
        share = _PLACEHOLDER_SHARES[(row.place + number) % len(_PLACEHOLDER_SHARES)]
        room = min(place.width - 2 * PADDING, 260)
        top = row.top + (height - _PLACEHOLDER_HEIGHT) // 2
        area = QRect(place.left + PADDING, top, int(room * share), _PLACEHOLDER_HEIGHT)
        painter.fillRect(area, colour(look.sunken))
