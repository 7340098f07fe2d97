"""A selection that outlives pages: by place where rows are not held, by id where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

if TYPE_CHECKING:
    from causeloop_desktop.desktop.widgets.table.model import PagedModel

_Flag = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True)
class Selection:
    """What is selected.

    ``keys`` are the ids of the selected rows that are held. ``ranges`` are all selected places.
    With ``all_matching`` everything that the filter lets through is meant, also what comes later.
    """

    count: int = 0
    keys: tuple[str, ...] = ()
    ranges: tuple[range, ...] = ()
    all_matching: bool = False


class SelectionKeeper(QObject):
    """Keeps the same rows selected while rows arrive, move and vanish.

    Signals:
        changed: The new Selection.
    """

    changed = Signal(object)

    def __init__(self, model: PagedModel, selection: QItemSelectionModel) -> None:
        super().__init__(selection)
        self._model = model
        self._selection = selection
        self._keys: set[str] = set()
        self._all_matching = False
        self._moving = False
        selection.selectionChanged.connect(self._note_changed)
        model.page_loaded.connect(self._adopt_places)
        model.page_replaced.connect(self._restore)
        model.restarted.connect(self._forget)

    def selection(self) -> Selection:
        """Return what is selected now."""
        if self._all_matching:
            whole = range(self._model.total)
            return Selection(self._model.total, (), (whole,), all_matching=True)
        ranges = self._ranges()
        keys = [
            self._model.key_of(row)
            for places in ranges
            for _place, row in self._model.rows_within(places)
        ]
        return Selection(sum(map(len, ranges)), tuple(keys), ranges)

    def select_all(self) -> None:
        """Select everything that matches, loaded or not."""
        if self._model.total:
            self._select(range(self._model.total), _Flag.ClearAndSelect)
            self._all_matching = True
            self.changed.emit(self.selection())

    def toggle(self, place: int) -> None:
        """Select one more row, or one less."""
        self._select(range(place, place + 1), _Flag.Toggle)

    def _note_changed(self, added: QItemSelection, removed: QItemSelection) -> None:
        if self._moving:
            return
        self._all_matching = False
        self._keys -= self._held_keys(removed)
        self._keys |= self._held_keys(added)
        self.changed.emit(self.selection())

    def _adopt_places(self, first: int, count: int) -> None:
        """Rows selected by place before they came are selected by id from now on."""
        for place, row in self._model.rows_within(range(first, first + count)):
            if self._selection.isRowSelected(place):
                self._keys.add(self._model.key_of(row))
            elif self._model.key_of(row) in self._keys:
                self._move(place, _Flag.Select)

    def _restore(self, first: int, count: int) -> None:
        """Select by id what may have moved to other places."""
        if self._all_matching:
            return
        for place, row in self._model.rows_within(range(first, first + count)):
            wanted = self._model.key_of(row) in self._keys
            if wanted != self._selection.isRowSelected(place):
                self._move(place, _Flag.Select if wanted else _Flag.Deselect)
        self.changed.emit(self.selection())

    def _move(self, place: int, flag: QItemSelectionModel.SelectionFlag) -> None:
        self._moving = True
        self._select(range(place, place + 1), flag)
        self._moving = False

    def _select(self, places: range, flag: QItemSelectionModel.SelectionFlag) -> None:
        first = self._model.index(places.start, 0)
        last = self._model.index(places.stop - 1, len(self._model.columns) - 1)
        self._selection.select(QItemSelection(first, last), flag)

    def _ranges(self) -> tuple[range, ...]:
        return _row_ranges(self._selection.selection())

    def _held_keys(self, chunks: QItemSelection) -> set[str]:
        return {
            self._model.key_of(row)
            for places in _row_ranges(chunks)
            for _place, row in self._model.rows_within(places)
        }

    def _forget(self) -> None:
        self._keys.clear()
        self._all_matching = False
        self.changed.emit(Selection())


def _row_ranges(chunks: QItemSelection) -> tuple[range, ...]:
    """Return the places that a selection covers, each once, neighbours joined, in order."""
    joined: list[range] = []
    for chunk in sorted(chunks.toList(), key=lambda chunk: chunk.top()):
        start, stop = chunk.top(), chunk.bottom() + 1
        if joined and start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(stop, joined[-1].stop))
        else:
            joined.append(range(start, stop))
    return tuple(joined)
