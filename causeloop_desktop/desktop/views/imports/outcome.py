"""The last step: what became of the rows, and those that were refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from causeloop_desktop.desktop.theme.spacing import column
from causeloop_desktop.desktop.theme.words import count_text, tr
from causeloop_desktop.desktop.widgets.labels import Caption, Section
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList
from causeloop_desktop.desktop.widgets.table import Column, Kind, PagedModel, TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.contract.imports import ImportResult, RowRejection
    from causeloop_desktop.desktop.presenters.imports import ImportState

LIST_HEIGHT = 220


class OutcomeStep(QWidget):
    """Counts that add up to the rows of the file, and the refused rows below."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = PropertyList()
        self._next = Caption(
            self.tr("Soon a detection looks for failures that are the same, by itself."), wrap=True
        )
        self._title = Section(self.tr("Refused rows"))
        self._model = PagedModel(_columns(), lambda row: str(_row(row).line))
        self._table = TableView(self._model)
        self._table.setFixedHeight(LIST_HEIGHT)
        self.setLayout(column(self._counts, self._next, self._title, self._table, None, gap=12))

    def draw(self, result: ImportResult, rejections: Sequence[RowRejection]) -> None:
        """Show the counts, and the rows if there are any."""
        self._counts.set_properties(count_lines(result))
        self._model.set_rows(rejections)
        self._next.setVisible(bool(result.created or result.updated))
        self._title.setVisible(bool(rejections))
        self._table.setVisible(bool(rejections))


def failure_words(state: ImportState) -> tuple[str, str]:
    """Say that an import failed, and why."""
    if state.problem is not None:
        return state.problem.title, str(state.problem)
    if state.unread:
        words = tr("{name}: {reason}. Choose another file.")
        said = words.format(name=state.file.name, reason=state.unread)
        return tr("The file cannot be read"), said
    reason = state.job.error if state.job else None
    return tr("The import failed"), reason or tr("The engine does not say why. Try it again.")


def count_lines(result: ImportResult) -> list[Property]:
    """List what happened to the rows, leaving out what is zero."""
    lines = (
        (tr("Rows"), result.rows),
        (tr("New issues"), result.created),
        (tr("Updated"), result.updated),
        (tr("Unchanged"), result.unchanged),
        (tr("Older than what is there"), result.ignored_older),
        (tr("Refused"), result.rejected),
        (tr("Ids derived from content"), result.derived_ids),
        (tr("Titles filled in"), result.titles_filled),
        (tr("Titles cut at 300 characters"), result.titles_cut),
        (tr("Severities set to P3"), result.severities_defaulted),
    )
    return [Property(name, count_text(count)) for name, count in lines if count]


def _columns() -> tuple[Column, ...]:
    return (
        Column("line", tr("Line"), lambda row: _row(row).line, Kind.NUMBER, width=64),
        Column("reason", tr("Reason"), lambda row: _row(row).reason, width=220, stretch=1),
        Column("row", tr("Row"), lambda row: _row(row).row, Kind.MUTED, width=160, stretch=1),
    )


def _row(row: object) -> RowRejection:
    return cast("RowRejection", row)
