"""The painting of cells, a whole column at a time: pens and fonts change once, not once a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPixmap

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import ROW
from causeloop_desktop.desktop.theme.tokens import Tokens, Tone, risk_tone
from causeloop_desktop.desktop.widgets.charts.sparkline import draw_sparkline
from causeloop_desktop.desktop.widgets.painting import (
    CHIP_HEIGHT,
    CHIP_PADDING,
    CHIP_RADIUS,
    fill_round,
    meter,
    metrics,
    smooth,
)
from causeloop_desktop.desktop.widgets.table.columns import (
    NOTHING,
    ChipValue,
    Column,
    IconValue,
    Kind,
    TextValue,
    cell_words,
)

if TYPE_CHECKING:
    from datetime import datetime

PADDING = 10
FIRST_INSET = 5
"""What the first column keeps free beside the padding, to stand under the title of its card."""
_METER = 48
_METER_GAP = 34
_LINE_LIFT = 2
"""How much closer to the edges of a row two lines stand than one."""
_BELOW_FONT = (fonts.SMALL, fonts.NORMAL, False)


@dataclass(frozen=True)
class Strip:
    """The part of a column that is painted: the held rows in sight with their upper edges."""

    column: Column
    left: int
    width: int
    rows: Sequence[tuple[int, object]]
    now: datetime
    look: Tokens
    height: int = ROW

    @property
    def room(self) -> int:
        """The width that words may take."""
        return self.width - 2 * PADDING


def paint_strip(painter: QPainter, strip: Strip) -> None:
    """Draw all cells of one column."""
    _PAINTERS[strip.column.kind](painter, strip)


def is_cut(words: str, column: Column, width: int) -> bool:
    """Say whether a cell cannot show all of its words."""
    font = _cell_font(column.kind)
    return font is not None and elided(words, width - 2 * PADDING, *font) != words


def is_below_cut(words: str, width: int) -> bool:
    """Say whether a second line cannot show all of its words."""
    return elided(words, width - 2 * PADDING, *_BELOW_FONT) != words


@lru_cache(maxsize=8192)
def elided(words: str, room: int, size: int, weight: QFont.Weight, tabular: bool) -> str:
    """Return ``words`` cut to ``room`` pixels; remembered, since the same rows come again."""
    return metrics(size, weight, tabular).elidedText(words, Qt.TextElideMode.ElideRight, room)


def forget_drawn() -> None:
    """Drop pictures made with other colours or for another screen."""
    for cache in (_chip, _meter, check_box):
        cache.cache_clear()


def _paint_text(painter: QPainter, strip: Strip) -> None:
    font = _cell_font(strip.column.kind) or (fonts.BODY, fonts.NORMAL, False)
    below = strip.column.below if strip.height > ROW else None
    painter.setFont(fonts.font(font[0], weight=font[1], tabular=font[2]))
    plain = strip.look.text if strip.column.kind in _STRONG_KINDS else strip.look.muted
    alone, upper = _baseline(font, strip.height), _baseline(font, ROW) - _LINE_LIFT
    measures = metrics(*font)
    pen = ""
    for top, row in strip.rows:
        value = strip.column.value(row)
        words = cell_words(strip.column.kind, value, strip.now)
        ink = strip.look.muted if words is NOTHING else plain
        if isinstance(value, TextValue):
            ink = strip.look.ink(value.tone)
        if ink != pen:
            pen = ink
            painter.setPen(colour(ink))
        shown = elided(words, strip.room, *font)
        left = float(strip.left + PADDING)
        if strip.column.aligned_right:
            left = strip.left + strip.width - PADDING - measures.horizontalAdvance(shown)
        drop = upper if below is not None and below(row) else alone
        painter.drawText(QPointF(left, top + drop), shown)
    if below is not None:
        _paint_below(painter, strip, below)


def _paint_below(painter: QPainter, strip: Strip, below: Callable[[object], str]) -> None:
    """Draw the second lines, in one go too."""
    painter.setFont(fonts.font(fonts.SMALL))
    painter.setPen(colour(strip.look.muted))
    drop = _baseline(_BELOW_FONT, ROW) + strip.height - ROW - _LINE_LIFT
    for top, row in strip.rows:
        shown = elided(below(row), strip.room, *_BELOW_FONT)
        painter.drawText(QPointF(strip.left + PADDING, top + drop), shown)


def _paint_chips(painter: QPainter, strip: Strip) -> None:
    for top, row in strip.rows:
        value = strip.column.value(row)
        if isinstance(value, ChipValue) and value.text:
            picture = _chip(value.text, value.tone, strip.room, strip.look)
            place = QPointF(strip.left + PADDING, top + (strip.height - CHIP_HEIGHT) / 2)
            painter.drawPixmap(place, picture)


def _paint_risks(painter: QPainter, strip: Strip) -> None:
    font = (fonts.BODY, fonts.NORMAL, True)
    painter.setFont(fonts.font(tabular=True))
    drop = _baseline(font, strip.height)
    left = strip.left + PADDING
    for top, row in strip.rows:
        value = strip.column.value(row)
        known = isinstance(value, int | float)
        painter.setPen(colour(strip.look.text if known else strip.look.muted))
        words = f"{value:.0f}" if isinstance(value, int | float) else NOTHING
        painter.drawText(QPointF(left, top + drop), words)
        if isinstance(value, int | float) and strip.room >= _METER_GAP + 16:
            width = min(_METER, strip.room - _METER_GAP)
            picture = _meter(round(value), width, strip.look)
            painter.drawPixmap(QPointF(left + _METER_GAP, top + strip.height / 2 - 2), picture)


def _paint_sparklines(painter: QPainter, strip: Strip) -> None:
    smooth(painter)
    for top, row in strip.rows:
        value = strip.column.value(row)
        if isinstance(value, Sequence) and not isinstance(value, str):
            area = QRectF(strip.left + PADDING, top + 8, strip.room, strip.height - 16)
            draw_sparkline(painter, area, value)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_icons(painter: QPainter, strip: Strip) -> None:
    left = strip.left + min(PADDING, (strip.width - 16) // 2)
    for top, row in strip.rows:
        value = strip.column.value(row)
        if isinstance(value, IconValue):
            picture = icons.pixmap(value.name, strip.look.ink(value.tone))
            painter.drawPixmap(QPointF(left, top + (strip.height - 16) / 2), picture)


def _paint_nothing(_painter: QPainter, _strip: Strip) -> None:
    """Check boxes are drawn by the view, which knows the selection."""


@lru_cache(maxsize=512)
def _chip(words: str, tone: Tone, room: int, look: Tokens) -> QPixmap:
    font = (fonts.SMALL, fonts.MEDIUM, True)
    shown = elided(words, room - 2 * CHIP_PADDING, *font)
    width = int(metrics(*font).horizontalAdvance(shown)) + 2 * CHIP_PADDING + 1
    picture, painter = _canvas(QSize(width, CHIP_HEIGHT))
    area = QRectF(0, 0, width, CHIP_HEIGHT)
    fill_round(painter, area, look.ground(tone), CHIP_RADIUS)
    painter.setFont(fonts.font(fonts.SMALL, weight=fonts.MEDIUM, tabular=True))
    painter.setPen(colour(look.ink(tone)))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)
    painter.end()
    return picture


@lru_cache(maxsize=512)
def _meter(risk: int, width: int, look: Tokens) -> QPixmap:
    picture, painter = _canvas(QSize(width, 4))
    ink = look.ink(risk_tone(risk))
    meter(painter, QRectF(0, 0, width, 4), risk / 100, ink, look.sunken)
    painter.end()
    return picture


@lru_cache(maxsize=16)
def check_box(checked: bool, look: Tokens) -> QPixmap:
    """Draw a box of 16 px, ticked or not."""
    picture, painter = _canvas(QSize(16, 16))
    area = QRectF(1, 1, 14, 14)
    if checked:
        fill_round(painter, area, look.accent, 4)
        icons.draw(painter, "check", look.on_accent, QRectF(2, 2, 12, 12))
    else:
        painter.setPen(colour(look.control_line if not look.dark else look.muted))
        painter.setBrush(colour(look.surface))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
    painter.end()
    return picture


def _canvas(size: QSize) -> tuple[QPixmap, QPainter]:
    scale = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    picture = QPixmap(size * scale)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    return picture, smooth(QPainter(picture))


def _cell_font(kind: Kind) -> tuple[int, QFont.Weight, bool] | None:
    if kind in _DRAWN_KINDS:
        return None
    return (fonts.BODY, fonts.NORMAL, kind not in (Kind.TITLE, Kind.TEXT, Kind.MUTED))


def _baseline(font: tuple[int, QFont.Weight, bool], height: int) -> float:
    measures = metrics(*font)
    return round((height + measures.ascent() - measures.descent()) / 2)


_STRONG_KINDS = frozenset({Kind.TITLE, Kind.TEXT, Kind.NUMBER, Kind.PERCENT})
_DRAWN_KINDS = frozenset({Kind.CHECK, Kind.CHIP, Kind.RISK, Kind.SPARKLINE, Kind.ICON})
_Painter: TypeAlias = Callable[[QPainter, Strip], None]
_PAINTERS: dict[Kind, _Painter] = dict.fromkeys(Kind, _paint_text) | {
    Kind.CHECK: _paint_nothing,
    Kind.CHIP: _paint_chips,
    Kind.RISK: _paint_risks,
    Kind.SPARKLINE: _paint_sparklines,
    Kind.ICON: _paint_icons,
}
