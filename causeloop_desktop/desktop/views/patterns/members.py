"""The issues of one pattern, and why each of them is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from causeloop_desktop.contract.issues import IssueSummary
from causeloop_desktop.desktop.presenters.reading import PAGE
from causeloop_desktop.desktop.theme.spacing import BETWEEN, row
from causeloop_desktop.desktop.views.feeding import Feed
from causeloop_desktop.desktop.views.patterns.columns import member_columns
from causeloop_desktop.desktop.views.patterns.together import WhyPage
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.table import PagedModel, Selection, TableView
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from causeloop_desktop.desktop.presenters.pattern import PatternPresenter, PatternState
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

ISSUES, SEVERE, WHY = "issues", "severe", "why"
WHY_PATH = "/v1/issues/{id}/why"


class Members(Card):
    """A table of issues that can be ticked, and behind a tab the reasons of the current one.

    Signals:
        opened: The id of the issue to look at.
        chosen: The Selection of those that are ticked.
        export_asked: The issues shall be saved.
    """

    opened = Signal(str)
    chosen = Signal(Selection)
    export_asked = Signal()

    def __init__(self, desk: Desk, presenter: PatternPresenter, tasks: TaskGroup) -> None:
        super().__init__(flush=True)
        self._desk = desk
        self._presenter = presenter
        self._tasks = tasks
        self.tabs = Tabs()
        self.model = PagedModel(member_columns(), lambda line: str(line.id), page_size=PAGE)
        self.table = TableView(self.model)
        self.feed = Feed(self.model, tasks, presenter.page)
        self._why = WhyPage()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def draw(self, state: PatternState) -> None:
        """Show the members of the pattern that is open."""
        self._draw_tabs(state)
        shown = state.pattern.id if state.pattern else ""
        if self.feed.bring(state.members, state.member_total, shown):
            self.tabs.set_current(ISSUES)
            self._pages.setCurrentIndex(0)
        self._why.draw(state)

    def _draw_tabs(self, state: PatternState) -> None:
        total = state.pattern.issue_count if state.pattern else state.member_total
        tabs = [Tab(ISSUES, self.tr("Issues"), total)]
        if state.severe_total or state.severe_only:
            tabs.append(Tab(SEVERE, self.tr("More severe"), state.severe_total))
        if self._desk.session.can("GET", WHY_PATH):
            tabs.append(Tab(WHY, self.tr("Why together")))
        self.tabs.set_tabs(tabs)

    def _lay_out(self) -> None:
        save = IconButton("export", self.tr("Save these issues as CSV"), size=24)
        save.clicked.connect(self.export_asked)
        head = row(self.tabs, save)
        head.setContentsMargins(BETWEEN - 1, 0, BETWEEN - 1, 0)
        self.table.setAccessibleName(self.tr("Issues of this pattern"))
        self.table.set_clock(self._desk.now)
        for page in (self.table, self._why):
            self._pages.addWidget(page)
        self.body.setSpacing(0)
        self.add(head)
        self.add(self._pages, 1)

    def _connect(self) -> None:
        self.tabs.changed.connect(self._turn)
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(self.chosen)
        self._why.issue_opened.connect(self.opened)
        self._why.pattern_opened.connect(lambda key: self._desk.navigator.go("patterns", key))

    def _turn(self, tab: str) -> None:
        self._pages.setCurrentIndex(int(tab == WHY))
        if tab != WHY:
            self._keep_to(severe=tab == SEVERE)
            return
        self._tasks.spawn_latest(self._presenter.explain_all(), name="why together")
        member = self.table.current_row() or self.model.row(0)
        if isinstance(member, IssueSummary):
            self._tasks.spawn_latest(self._presenter.explain(member), name="why")

    def _keep_to(self, *, severe: bool) -> None:
        if severe != self._presenter.state.severe_only:
            self.model.reset()
            work = self._presenter.show_severe(only=severe)
            self._tasks.spawn_latest(work, name="members")

    def _open(self, issue: object) -> None:
        if isinstance(issue, IssueSummary):
            self.opened.emit(issue.id)
