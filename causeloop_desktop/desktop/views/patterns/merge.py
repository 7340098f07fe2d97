"""The dialog that folds another pattern into the one that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from causeloop_desktop.contract.patterns import PatternSummary
from causeloop_desktop.desktop.views.dialog import Dialog
from causeloop_desktop.desktop.views.patterns.columns import pattern_columns
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Caption
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import PatternId
    from causeloop_desktop.contract.patterns import Pattern
    from causeloop_desktop.desktop.presenters.pattern import PatternPresenter
    from causeloop_desktop.desktop.presenters.patterns import PatternsPresenter
    from causeloop_desktop.desktop.tasks import TaskGroup

SHOWN_COLUMNS = frozenset({"name", "status", "risk_score", "issue_count"})
HEIGHT = 280


class MergeDialog(Dialog):
    """Lists the other patterns, says what a merge would do, and leaves the doing to its owner."""

    def __init__(
        self,
        parent: QWidget,
        pattern: Pattern,
        patterns: PatternsPresenter,
        opened: PatternPresenter,
        tasks: TaskGroup,
    ) -> None:
        title = parent.tr("Merge into “{name}”").format(name=pattern.name)
        sentence = parent.tr(
            "Choose the pattern that is the same failure. Its issues move here, and later "
            "detections keep them together. You can undo this."
        )
        super().__init__(parent, title, sentence, width=640)
        self.chosen: PatternId | None = None
        self._pattern = pattern
        self._patterns = patterns
        self._opened = opened
        self._tasks = tasks
        self._field = QLineEdit()
        self._model = PagedModel(
            [column for column in pattern_columns() if column.key in SHOWN_COLUMNS],
            lambda row: str(row.id),
        )
        self._table = TableView(self._model)
        self._effect = Caption("", wrap=True)
        self._merge = Button(self.tr("Merge"), primary=True)
        self._lay_out()
        self._find("")

    def _lay_out(self) -> None:
        self._field.setPlaceholderText(self.tr("Find a pattern by name"))
        self._field.setAccessibleName(self.tr("Find a pattern by name"))
        self._field.setClearButtonEnabled(True)
        self._field.textChanged.connect(self._find)
        self._table.setMinimumHeight(HEIGHT)
        self._table.focused.connect(self._choose)
        self._table.opened.connect(lambda _row: self._accept_chosen())
        self._merge.setEnabled(False)
        self._merge.clicked.connect(self._accept_chosen)
        self.add(self._field)
        self.add(self._table, 1)
        self.add(self._effect)
        self.set_buttons(self.cancel_button(), self._merge)

    def _find(self, query: str) -> None:
        self._tasks.spawn_latest(self._list(query), name="merge candidates")

    async def _list(self, query: str) -> None:
        found = await self._patterns.find(query)
        self._model.set_rows([row for row in found if row.id != self._pattern.id])

    def _choose(self, row: object) -> None:
        known = isinstance(row, PatternSummary)
        self._merge.setEnabled(known)
        self._effect.setText("")
        if isinstance(row, PatternSummary):
            self.chosen = row.id
            self._tasks.spawn_latest(self._preview(row), name="merge preview")

    async def _preview(self, row: PatternSummary) -> None:
        preview = await self._opened.preview_merge(row.id)
        words = self.tr("{moved} move here from “{name}”; the pattern then has {after}.")
        self._effect.setText(
            words.format(
                moved=issues_text(preview.moved),
                name=row.name,
                after=issues_text(preview.pattern.issue_count),
            )
        )

    def _accept_chosen(self) -> None:
        if self.chosen is not None:
            self.accept()
