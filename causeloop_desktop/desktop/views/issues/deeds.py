"""What a person does on the Issues screen: every change asks where it should and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from causeloop_desktop.contract.base import DuplicateId, IssueId, PatternId
from causeloop_desktop.contract.issues import BulkOperation, Stage
from causeloop_desktop.contract.reviews import Verdict
from causeloop_desktop.desktop.presenters.issues import Chosen
from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.views.export import CsvExport, CsvList
from causeloop_desktop.desktop.views.issues.link_dialog import link_dialog
from causeloop_desktop.desktop.views.issues.new_issue import NewIssueDialog
from causeloop_desktop.desktop.views.issues.same import same_dialog
from causeloop_desktop.desktop.views.words import STAGES, issues_text
from causeloop_desktop.desktop.widgets.notices import Question, asked, asked_text

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from causeloop_desktop.contract.issues import IssueChanged, IssueSummary
    from causeloop_desktop.desktop.presenters.issue import IssuePresenter
    from causeloop_desktop.desktop.presenters.issues import IssuesPresenter
    from causeloop_desktop.desktop.views.base import View
    from causeloop_desktop.desktop.views.issues.bulk import BulkBar
    from causeloop_desktop.desktop.views.issues.pane import IssuePane
    from causeloop_desktop.desktop.widgets.table import TableView

ASK_FROM = 2
"""How many issues a change must touch before it is previewed and asked for."""


class Deeds(QObject):
    """Carries out gestures through the presenters, and tells what was done."""

    def __init__(self, view: View, issues: IssuesPresenter, issue: IssuePresenter) -> None:
        super().__init__(view)
        self._view = view
        self._desk = view.desk
        self._issues = issues
        self._issue = issue
        self._exporter = CsvExport(view)

    def follow_pane(self, pane: IssuePane) -> None:
        """Do what is asked for in the pane."""
        pane.stage_chosen.connect(lambda stage: self._run(self._set_stage(Stage(stage))))
        pane.confirmed.connect(lambda: self._run(self._confirm()))
        pane.refused.connect(lambda: self._run(self._refuse()))
        pane.link_requested.connect(lambda: self._run(self._link_one()))
        pane.pattern_opened.connect(lambda id_: self._desk.navigator.go("patterns", id_))
        pane.issue_opened.connect(self._view.show_target)
        pane.retry_clicked.connect(lambda: self._run(self._issue.load()))
        pane.judged.connect(lambda said, pattern: self._run(self._judge(said, pattern)))
        pane.parted.connect(lambda id_: self._run(self._part(DuplicateId(id_))))
        pane.join_requested.connect(lambda: self._run(self._join()))

    def follow_bulk(self, bar: BulkBar, table: TableView) -> None:
        """Do what is asked for over several issues."""
        bar.chosen.connect(lambda op, value: self._run(self._change(table, op, value)))
        bar.asked_for_text.connect(lambda op: self._run(self._change_by_text(table, op)))
        bar.link_requested.connect(lambda: self.link_selected(table))
        bar.all_requested.connect(table.select_all_matching)
        bar.cleared.connect(table.clear_selection)

    def create(self) -> None:
        """Add an issue by hand."""
        self._run(self._create())

    def export(self) -> None:
        """Save the whole list as CSV."""
        self._exporter.ask(self.list_csv())

    def link_selected(self, table: TableView) -> None:
        """Choose a pattern for what is selected."""
        self._run(self._link_many(table))

    def move_selected(self, table: TableView, stage: Stage) -> None:
        """Move what is selected to a stage."""
        self._run(self._change(table, BulkOperation.STAGE, stage.value))

    def open_menu(self, place: QPoint, row: IssueSummary) -> None:
        """Offer what can be done with one row."""
        menu = QMenu(self._view)
        for words, text in (
            (self.tr("Copy title"), row.title),
            (self.tr("Copy id"), row.external_id),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, copied=text: _copy(copied))
        menu.addSeparator()
        stages = menu.addMenu(self.tr("Move to stage"))
        for stage in Stage:
            stages.addAction(STAGES[stage]).triggered.connect(
                lambda _=False, chosen=stage: self._run(self._set_stage(chosen))
            )
        if row.pattern:
            pattern = row.pattern
            menu.addAction(self.tr("Show its pattern")).triggered.connect(
                lambda: self._desk.navigator.go("patterns", pattern.id)
            )
        menu.popup(place)

    def list_csv(self) -> CsvList:
        """Name the list that is shown."""
        return CsvList("issues", self._issues.state.total, self._issues.export, issues_text)

    def _run(self, work: Coroutine[None, None, None]) -> None:
        self._view.tasks.spawn(work, name="deed")

    def _tell(self, sentence: str, changed: IssueChanged) -> None:
        self._desk.navigator.tell_done(sentence, changed.operation_id)

    async def _set_stage(self, stage: Stage) -> None:
        changed = await self._issue.set_stage(stage)
        self._tell(self.tr("Moved to {stage}").format(stage=STAGES[stage].lower()), changed)

    async def _confirm(self) -> None:
        issue = self._issue.state.issue or self._issue.state.summary
        if issue and (pattern := issue.pattern):
            changed = await self._issue.link(pattern.id)
            self._tell(self.tr("It belongs to {name}").format(name=pattern.name), changed)

    async def _refuse(self) -> None:
        changed = await self._issue.unlink()
        self._tell(self.tr("Taken out of its pattern"), changed)

    async def _link_one(self) -> None:
        dialog = link_dialog(self._view, self._issue.find_patterns, self._view.tasks)
        if await dialog.answer() and (chosen := dialog.chosen):
            changed = await self._issue.link(chosen.id)
            self._tell(self.tr("Linked to {name}").format(name=chosen.name), changed)

    async def _part(self, pair: DuplicateId) -> None:
        changed = await self._issue.part(pair)
        words = self.tr("They count as two occurrences")
        self._desk.navigator.tell_done(words, changed.operation_id)

    async def _join(self) -> None:
        dialog = same_dialog(self._view, self._issue.find_issues, self._view.tasks)
        if await dialog.answer() and (chosen := dialog.chosen):
            changed = await self._issue.join(chosen.id)
            words = self.tr("They count as one occurrence")
            self._desk.navigator.tell_done(words, changed.operation_id)

    async def _judge(self, said: str, pattern: str) -> None:
        decided = await self._issue.decide(Verdict(said), PatternId(pattern))
        words = self.tr("Noted; later detections obey")
        self._desk.navigator.tell_done(words, decided.operation_id)

    async def _link_many(self, table: TableView) -> None:
        dialog = link_dialog(self._view, self._issue.find_patterns, self._view.tasks)
        if await dialog.answer() and (chosen := dialog.chosen):
            await self._change(table, BulkOperation.LINK_PATTERN, chosen.id)

    async def _create(self) -> None:
        dialog = NewIssueDialog(self._view)
        if await dialog.answer():
            changed = await self._issues.create(dialog.issue)
            self._tell(self.tr("Issue added"), changed)

    async def _change_by_text(self, table: TableView, op: BulkOperation) -> None:
        if op is BulkOperation.ASSIGN:
            words = self.tr("Assign issues"), self.tr("Person"), "", self.tr("Assign")
        else:
            words = self.tr("Set the team"), self.tr("Team"), "", self.tr("Set")
        name = await asked_text(self._view, *words)
        if name:
            await self._change(table, op, name)

    async def _change(self, table: TableView, op: BulkOperation, value: str | None) -> None:
        """Preview, ask, change, and offer to take it back."""
        chosen = await self._chosen(table)
        if not chosen.ids and not chosen.all_matching:
            return
        count = await self._issues.preview(op, value, chosen)
        if count >= ASK_FROM and not await asked(self._view, self._question(op, value, count)):
            return
        result = await self._issues.apply(op, value, chosen, count)
        table.clear_selection()
        words = self.tr("Changed {n}").format(n=issues_text(result.changed))
        self._desk.navigator.tell_done(words, result.operation_id)

    async def _chosen(self, table: TableView) -> Chosen:
        selection = table.selection()
        if selection.all_matching:
            return Chosen(all_matching=True)
        if len(selection.keys) == selection.count:
            return Chosen(tuple(IssueId(key) for key in selection.keys))
        return Chosen(await self._issues.ids_at(selection.ranges))

    def _question(self, op: BulkOperation, value: str | None, count: int) -> Question:
        what = {
            BulkOperation.STAGE: self.tr("Stage"),
            BulkOperation.STATUS: self.tr("Status"),
            BulkOperation.ASSIGN: self.tr("Assignee"),
            BulkOperation.TEAM: self.tr("Team"),
            BulkOperation.SEVERITY: self.tr("Severity"),
            BulkOperation.LINK_PATTERN: self.tr("Pattern"),
            BulkOperation.UNLINK_PATTERN: self.tr("Pattern"),
        }[op]
        becomes = (value or self.tr("none")).replace("_", " ")
        return Question(
            title=self.tr("Change {n}?").format(n=issues_text(count)),
            text=self.tr("You can undo this afterwards."),
            confirm=self.tr("Change {n}").format(n=count_text(count)),
            details=((what, becomes),),
        )


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
