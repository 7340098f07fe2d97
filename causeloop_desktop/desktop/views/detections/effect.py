"""What other settings would do: numbers before and after, sizes, and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, clear, column, row
from causeloop_desktop.desktop.theme.words import EN_DASH, MINUS, count_text, tr
from causeloop_desktop.desktop.views.detections.words import difference_text
from causeloop_desktop.desktop.widgets.charts.sizes import SizeBars, SizeClass
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList

if TYPE_CHECKING:
    from causeloop_desktop.contract.detections import (
        DetectionPreview,
        Grouping,
        PreviewExample,
        SizeCount,
    )


class EffectView(QWidget):
    """Draws a preview; one of other settings than those chosen says so."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = Label("", weight=fonts.MEDIUM, wrap=True)
        self._numbers = PropertyList()
        self._sizes = SizeBars()
        self._examples = QVBoxLayout()
        self._examples.setSpacing(6)
        legend = Caption(self.tr("Patterns by size: today beside the preview"))
        lines = column(
            self._sentence,
            row(column(self._numbers, None), column(self._sizes, legend, gap=4), gap=BETWEEN + 8),
            self._examples,
            gap=12,
        )
        self.setLayout(lines)

    def draw(self, preview: DetectionPreview, *, fits: bool) -> None:
        """Show what a preview found."""
        words = difference_text(preview.changes)
        stale = self.tr("This preview is of other settings than those above: {difference}.")
        now = self.tr("With these settings: {difference}.")
        self._sentence.setText((now if fits else stale).format(difference=words))
        self._numbers.set_properties(_lines(preview.before, preview.after))
        self._sizes.set_classes(_classes(preview.before.sizes, preview.after.sizes))
        clear(self._examples)
        for example in preview.examples:
            self._examples.addWidget(_ExampleLine(example))


class _ExampleLine(QWidget):
    """Issues that would come together or part, in one sentence and their titles."""

    def __init__(self, example: PreviewExample) -> None:
        super().__init__()
        titles = " · ".join(f"{one.external_id} {one.title}" for one in example.issues)
        head = Label(_example_text(example), size=fonts.SMALL, wrap=True)
        told = Label(titles, size=fonts.SMALL, muted=True, elide=True)
        self.setLayout(column(head, told, gap=1))
        self.setAccessibleName(f"{_example_text(example)} {titles}")


def _example_text(example: PreviewExample) -> str:
    words = (
        tr("{n} more would join “{name}”, such as:")
        if example.joins
        else tr("{n} would leave “{name}”, such as:")
    )
    return words.format(n=count_text(example.count), name=example.name)


def _lines(before: Grouping, after: Grouping) -> list[Property]:
    return [
        _line(tr("Patterns"), before.patterns, after.patterns),
        _line(tr("Issues in patterns"), before.linked, after.linked),
        _line(tr("Fit nowhere"), before.pool, after.pool),
        _line(tr("Largest pattern"), before.largest, after.largest),
    ]


def _line(label: str, before: int, after: int) -> Property:
    """Write ``41 → 38`` with the difference behind it."""
    change = after - before
    note = f"{'+' if change > 0 else MINUS}{count_text(abs(change))}" if change else "="
    return Property(label, f"{count_text(before)} → {count_text(after)}", note)


def _classes(before: tuple[SizeCount, ...], after: tuple[SizeCount, ...]) -> list[SizeClass]:
    return [
        SizeClass(_size_text(old), old.patterns, new.patterns)
        for old, new in zip(before, after, strict=True)
    ]


def _size_text(size: SizeCount) -> str:
    if size.most is None:
        return f"{count_text(size.least)}+"
    if size.most == size.least:
        return count_text(size.least)
    return f"{count_text(size.least)}{EN_DASH}{count_text(size.most)}"
