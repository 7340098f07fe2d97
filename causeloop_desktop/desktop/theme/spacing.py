"""Distances in steps of four pixels, and the layouts that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

INSIDE = 8
BETWEEN = 16
EDGE = 24
ROW = 32
TALL_ROW = 48
CONTROL = 30
RADIUS = 6
CARD_RADIUS = 8

Item: TypeAlias = QWidget | QLayout | None


def column(*items: Item, gap: int = BETWEEN, margins: int = 0) -> QVBoxLayout:
    """Stack items from top to bottom; ``None`` is the place that takes the free height."""
    layout = QVBoxLayout()
    fill(layout, items, gap=gap, margins=margins)
    return layout


def row(*items: Item, gap: int = INSIDE, margins: int = 0) -> QHBoxLayout:
    """Put items side by side; ``None`` is the place that takes the free width."""
    layout = QHBoxLayout()
    fill(layout, items, gap=gap, margins=margins)
    return layout


def fill(layout: QBoxLayout, items: Iterable[Item], *, gap: int, margins: int = 0) -> None:
    """Add ``items`` to a layout that a widget already owns."""
    layout.setSpacing(gap)
    layout.setContentsMargins(margins, margins, margins, margins)
    for item in items:
        add_item(layout, item)


def add_item(layout: QBoxLayout, item: Item, stretch: int = 0) -> None:
    """Add a widget, a layout or (for ``None``) a stretch."""
    if item is None:
        layout.addStretch(1)
    elif isinstance(item, QWidget):
        layout.addWidget(item, stretch)
    else:
        layout.addLayout(item, stretch)


def clear(layout: QLayout) -> None:
    """Delete everything in a layout, nested layouts too."""
    while layout.count():
        item = layout.takeAt(0)
        if isinstance(item, QLayout):
            clear(item)
        elif item is not None and (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
