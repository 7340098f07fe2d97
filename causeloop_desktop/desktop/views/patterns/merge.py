"""The dialog that folds another pattern into the one that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from causeloop_desktop.contract.patterns import PatternSummary
from causeloop_desktop.desktop.views.patterns.columns import pattern_columns
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.search_field import SearchField
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.patterns import Pattern, PatternChanged
    from causeloop_desktop.desktop.presenters.pattern import PatternPresenter
    from causeloop_desktop.desktop.presenters.patterns import PatternsPresenter
    from causeloop_desktop.desktop.tasks import TaskGroup

SHOWN_COLUMNS = frozenset({"name", "status", "risk_score", "issue_count"})
HEIGHT = 280


class MergeDialog(Dialog):
    """Lists the other patterns, says what a merge would do, and leaves the doing to its owner.

    Attributes:
        chosen: The pattern whose merge was previewed; only that can be accepted.
    """

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
            "Choose the pattern that is the same failure; the most alike comes first. Its issues "
            "move here, and later detections keep them together. You can undo this."
        )
        super().__init__(parent, title, sentence, width=640)
        self.chosen: PatternSummary | None = None
        self._pattern = pattern
        self._patterns = patterns
        self._opened = opened
        self._tasks = tasks
        self.field = SearchField(self.tr("Find a pattern by name"), width=0)
        self.model = PagedModel(
            [column for column in pattern_columns() if column.key in SHOWN_COLUMNS],
            lambda row: str(row.id),
        )
        self.table = TableView(self.model)
        self.effect = Label("", wrap=True)
        self.merge = Button(self.tr("Merge"), primary=True)
        self._lay_out()
        self._connect()
        self._find("")

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(HEIGHT)
        self.table.setAccessibleName(self.tr("Patterns to merge with"))
        self.effect.setMinimumHeight(2 * self.effect.fontMetrics().lineSpacing())
        self.effect.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.add(self.field)
        self.add(self.table, 1)
        self.add(self.effect)
        self.set_buttons(self.cancel_button(), self.merge)
        self.field.setFocus()
        self._choose_nothing()

    def _connect(self) -> None:
        self.field.searched.connect(self._find)
        self.field.left_down.connect(self._enter_table)
        self.table.focused.connect(self._preview_soon)
        self.table.opened.connect(lambda _row: self._accept_chosen())
        self.merge.clicked.connect(self._accept_chosen)

    def _find(self, query: str) -> None:
        self._choose_nothing()
        self._tasks.spawn_latest(self._list(query), name="merge candidates")

    async def _list(self, query: str) -> None:
        found = await self._patterns.find(query)
        near = None if query else await self._opened.nearest()
        rows = [row for row in found if near is None or row.id != near.id]
        self.model.reset()
        self.model.set_rows(
            [row for row in (*filter(None, [near]), *rows) if row.id != self._pattern.id]
        )
        if query and self.model.total:
            self.table.show_row(0)

    def _enter_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.model.total and not self.table.currentIndex().isValid():
            self.table.show_row(0)

    def _choose_nothing(self) -> None:
        self.chosen = None
        self.merge.setEnabled(False)
        self.effect.setText(self.tr("What a merge would do is said here before you do it."))

    def _preview_soon(self, row: object) -> None:
        if isinstance(row, PatternSummary):
            self._choose_nothing()
            self._tasks.spawn_latest(self._preview(row), name="merge preview")

    async def _preview(self, row: PatternSummary) -> None:
        self.effect.setText(self._effect_of(row, await self._opened.preview_merge(row.id)))
        self.chosen = row
        self.merge.setEnabled(True)

    def _effect_of(self, row: PatternSummary, preview: PatternChanged) -> str:
        words = self.tr("{moved} of “{name}” move here; this pattern then has {after}.")
        return words.format(
            moved=issues_text(preview.moved),
            name=row.name,
            after=issues_text(preview.pattern.issue_count),
        )

    def _accept_chosen(self) -> None:
        if self.chosen is not None:
            self.accept()
