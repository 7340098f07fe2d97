"""Lists on their way into CSV files: asked where, shown how far, and cancelled at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from causeloop_desktop.contract.cells import csv_text
from causeloop_desktop.desktop.presenters.saving import save_csv
from causeloop_desktop.desktop.theme.words import count_text, tr
from causeloop_desktop.desktop.views.progress import ProgressDialog
from causeloop_desktop.desktop.widgets.table import ChipValue, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from causeloop_desktop.desktop.presenters.saving import Chunks
    from causeloop_desktop.desktop.views.base import View
    from causeloop_desktop.desktop.widgets.table import Column, PagedModel

EXPORT = "export"


@dataclass(frozen=True)
class CsvList:
    """A list that can be saved.

    Attributes:
        name: The file's name without its ending.
        total: About how many rows it has, for the progress.
        chunks: Begins to read it.
        words: Says how many rows, as in "12 issues".
    """

    name: str
    total: int
    chunks: Callable[[], Chunks]
    words: Callable[[int], str]


class CsvExport(QObject):
    """Saves lists of one view."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._view = view

    def ask(self, listed: CsvList) -> None:
        """Ask for a file, and save the list there."""
        chooser = QFileDialog(self._view, self.tr("Export the list"), "", self.tr("CSV (*.csv)"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("csv")
        chooser.selectFile(str(Path.home() / f"{listed.name}.csv"))
        chooser.fileSelected.connect(lambda name: self._start(listed, Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    async def save(self, listed: CsvList, file: Path) -> None:
        """Write the list to ``file`` with progress, and say how many rows it has."""
        title = self.tr("Exporting to {file}").format(file=file.name)
        dialog = ProgressDialog(self._view, title, listed.total, self._cancel)
        try:
            rows = await save_csv(listed.chunks(), file, dialog.show_count)
        finally:
            dialog.finish()
        said = self.tr("Exported {n}").format(n=listed.words(rows))
        self._view.desk.notices.show(said, str(file))

    def _start(self, listed: CsvList, file: Path) -> None:
        self._view.tasks.spawn_latest(self.save(listed, file), name=EXPORT)

    def _cancel(self) -> None:
        self._view.tasks.cancel(EXPORT)
        notices = self._view.desk.notices
        notices.show(self.tr("Export cancelled"), self.tr("No file was written."))


def held_rows(model: PagedModel, name: str) -> CsvList:
    """Make a list out of a small table whose rows are all held."""
    rows = [model.row(place) for place in range(model.total)]
    return CsvList(name, len(rows), lambda: _rows_as_csv(model.columns, rows), _rows_text)


async def _rows_as_csv(columns: Sequence[Column], rows: Sequence[object]) -> Chunks:
    written = [column for column in columns if column.kind is not Kind.CHECK]
    heading = [column.key for column in written]
    lines = ([_plain(column, row) for column in written] for row in rows)
    yield csv_text([heading, *lines]).encode()


def _plain(column: Column, row: object) -> object:
    """Give a cell's value as a spreadsheet reads it, not as the screen words or cuts it."""
    value = column.sentence(row) if column.sentence else column.value(row)
    if isinstance(value, ChipValue):
        return value.text
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value)
    return value


def _rows_text(count: int) -> str:
    return tr("1 row") if count == 1 else tr("{n} rows").format(n=count_text(count))
