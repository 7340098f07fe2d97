"""The list of patterns: tabs, a search, and a table by risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from causeloop_desktop.contract.patterns import PatternSummary
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.reading import PAGE
from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.views.feeding import Feed
from causeloop_desktop.desktop.views.nothing import NothingYet, PatternsToCome
from causeloop_desktop.desktop.views.patterns.columns import pattern_columns
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import framed
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.search_field import SearchField
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from causeloop_desktop.desktop.presenters.patterns import PatternsPresenter, PatternsState
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

COLUMNS_KEPT = "patterns.columns"


class PatternList(Page):
    """Which failures keep coming back, the riskiest first.

    Signals:
        opened: The id of the pattern to look at.
        export_asked: The list shall be saved.

    Attributes:
        detect: Looks for patterns anew; hidden where the server cannot.
        runs: Opens the history of detection runs; hidden where the server keeps none.
    """

    opened = Signal(str)
    export_asked = Signal()

    def __init__(self, desk: Desk, presenter: PatternsPresenter, tasks: TaskGroup) -> None:
        super().__init__(self.tr("Patterns"))
        self._desk = desk
        self._presenter = presenter
        self._tasks = tasks
        self.detect = Button(self.tr("Detect now"), icon="refresh", primary=True)
        self.runs = Button(self.tr("Runs…"), icon="clock")
        self.runs.setToolTip(self.tr("What each detection changed, and what waits for you"))
        self.tabs = Tabs()
        self.field = SearchField(self.tr("Find a pattern by name"))
        self.model = PagedModel(pattern_columns(), lambda line: str(line.id), page_size=PAGE)
        self.table = TableView(self.model)
        self.feed = Feed(self.model, tasks, presenter.page)
        self.empty = NothingYet(
            desk,
            self.tr("No patterns yet"),
            self.tr("A pattern appears as soon as two issues are the same failure."),
            "pattern",
        )
        self.to_come = PatternsToCome(desk)
        self._no_match = EmptyState(
            self.tr("No pattern matches"),
            self.tr("Nothing under this tab has that name."),
            self.tr("Show all patterns"),
            "search",
        )
        self.states = StateStack(framed(self.table))
        self._compose()
        self._connect()
        presenter.subscribe(self._draw)

    def take_keyboard(self) -> None:
        """Begin in the rows."""
        self.states.take_keyboard(self.table)

    def search(self) -> None:
        """Put the keyboard into the search."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _compose(self) -> None:
        export = Button(self.tr("Export CSV"), icon="export")
        export.clicked.connect(self.export_asked)
        self.add_action(export)
        self.add_action(self.runs)
        self.add_action(self.detect)
        content = column(row(self.tabs, self.field), gap=12)
        content.addWidget(self.states, 1)
        self.add(content, 1)
        self.table.setAccessibleName(self.tr("Patterns"))
        self.table.set_clock(self._desk.now)
        self.table.restore_column_state(self._desk.preferences.get(COLUMNS_KEPT, {}))

    def _connect(self) -> None:
        presenter = self._presenter
        self.detect.clicked.connect(lambda: self._spawn(presenter.detect(), "detect"))
        self.tabs.changed.connect(lambda tab: self._spawn(presenter.show_tab(tab), "list"))
        self.field.searched.connect(self._search)
        self.field.left_down.connect(self.take_keyboard)
        self.table.sort_requested.connect(
            lambda key, down: self._spawn(presenter.sort_by(key, descending=down), "list")
        )
        self.table.columns_changed.connect(self._keep_columns)
        self.table.opened.connect(self._open)
        self.to_come.action_clicked.connect(self.detect.click)
        self._no_match.action_clicked.connect(self._show_all)
        self.states.retry_clicked.connect(lambda: self._spawn(presenter.load(), "list"))

    def _draw(self, state: PatternsState) -> None:
        self._draw_tabs(state)
        self.table.set_sort(state.sort.lstrip("-"), state.sort.startswith("-"))
        self.feed.bring(state.rows, state.total, state.listing)
        match state.phase:
            case Phase.LOADING:
                self.states.show_loading()
            case Phase.FAILED if not state.rows and state.problem:
                self.states.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY if state.has_issues and self._desk.session.as_of is None:
                self.to_come.follow_jobs()
                self.states.show_empty(self.to_come)
            case Phase.EMPTY:
                self.empty.follow_moment()
                self.states.show_empty(self.empty)
            case Phase.NO_MATCH:
                self.states.show_empty(self._no_match)
            case _:
                self.states.show_content()

    def _draw_tabs(self, state: PatternsState) -> None:
        counts = dict(state.counts)
        words = {
            "open": self.tr("Open"),
            "current": self.tr("Active"),
            "emerging": self.tr("Emerging"),
            "resolved": self.tr("Resolved"),
            "all": self.tr("All"),
        }
        self.tabs.set_tabs([Tab(key, label, counts.get(key)) for key, label in words.items()])
        self.tabs.set_current(state.tab)

    def _show_all(self) -> None:
        self.field.clear()
        self._spawn(self._presenter.show_all(), "list")

    def _search(self, query: str) -> None:
        if query != self._presenter.state.query:
            self._spawn(self._presenter.search(query), "list")

    def _open(self, pattern: object) -> None:
        if isinstance(pattern, PatternSummary):
            self.opened.emit(pattern.id)

    def _keep_columns(self) -> None:
        self._desk.preferences.set(COLUMNS_KEPT, self.table.column_state())

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.spawn_latest(work, name=name)
