"""The Issues screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout

from causeloop_desktop.contract.base import ChangeKind, IssueId
from causeloop_desktop.contract.issues import IssueFilter
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.connectors import first_connection
from causeloop_desktop.desktop.presenters.issue import IssuePresenter
from causeloop_desktop.desktop.presenters.issues import (
    PAGE_SIZE,
    IssuesPresenter,
    IssuesState,
    QuickTab,
)
from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.views.base import Desk, View
from causeloop_desktop.desktop.views.integrations.words import why_nothing_text
from causeloop_desktop.desktop.views.issues.bulk import BulkBar
from causeloop_desktop.desktop.views.issues.columns import issue_columns, issue_key
from causeloop_desktop.desktop.views.issues.deeds import Deeds
from causeloop_desktop.desktop.views.issues.filters import FilterBar
from causeloop_desktop.desktop.views.issues.nothing import no_match, nothing_yet
from causeloop_desktop.desktop.views.issues.pane import IssuePane
from causeloop_desktop.desktop.views.issues.records import issue_actions
from causeloop_desktop.desktop.widgets.buttons import Button, IconButton
from causeloop_desktop.desktop.widgets.cards import framed
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.states import StateStack
from causeloop_desktop.desktop.widgets.table import Kind, PagedModel, Selection, TableView
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from causeloop_desktop.contract.issues import IssueSummary

COLUMNS_KEPT = "issues.columns"
NARROW = 1120
NARROW_PANE, WIDE_PANE = 320, 344
HELD_PAGES = 30
"""Rows are the most of what the collector of garbage walks through; a page is back in 40 ms."""

STACK_BELOW = 900
"""Narrower than this, columns would cut every title to a few words."""
LINK_PATH = "/v1/issues/{id}/link-pattern"


class IssuesView(View):
    """The list with its filters, and beside it the issue that the keyboard is on."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset(
        {ChangeKind.ISSUES, ChangeKind.PATTERNS, ChangeKind.CONNECTORS}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = IssuesPresenter(desk.session)
        self.issue = IssuePresenter(desk.session)
        self.deeds = Deeds(self, self.presenter, self.issue)
        self.model = PagedModel(
            issue_columns(), issue_key, page_size=PAGE_SIZE, capacity=HELD_PAGES
        )
        self.table = TableView(self.model, stack_below=STACK_BELOW)
        self.tabs = Tabs([Tab(tab.value, words) for tab, words in self._tab_words().items()])
        self.filters = FilterBar(desk.now)
        self.bulk = BulkBar()
        self.pane = IssuePane(desk.now, can_link=self._can_link, can_join=self._can_join)
        self.states = StateStack(framed(self.table))
        self.own_actions = issue_actions(self.deeds, self.table, self.toggle_details, self.escape)
        self._listing = -1
        self._target = ""
        self._details: bool | None = None
        self._why_nothing = ""
        self._lay_out()
        self._connect()

    async def load(self) -> None:
        """Read the list from its beginning."""
        self.issue.show(None)
        await self._load_list()

    async def refresh(self) -> None:
        """Renew what is in sight, keeping scroll, selection and the issue beside."""
        if not self.model.total:
            await self._load_list()
            return
        await self.presenter.refresh()
        state = self.presenter.state
        self.model.set_total(state.total, state.estimated)
        self.model.refresh()
        await self.issue.load()

    def show_target(self, target: str) -> None:
        """Show an issue, whether it is in the list or not."""
        self._target = target
        self.set_details(True)
        if self.table.focus_key(target):
            self._show_current()
        else:
            self.table.clear_selection()  # or its keys would change what is not looked at
            self.tasks.spawn_latest(self.issue.open(IssueId(target)), name="open issue")

    @property
    def has_details(self) -> bool:
        """Whether the issue is shown beside the list; a narrow window has it when asked for."""
        return self.width() >= NARROW if self._details is None else self._details

    def set_details(self, shown: bool) -> None:
        """Show the issue beside the list, or give the list all the room."""
        self._details = shown
        self._show_pane()

    def toggle_details(self) -> None:
        """Show the issue beside the list, or hide it."""
        self.set_details(not self.has_details)

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def export(self) -> None:
        """Save the whole list as CSV."""
        self.deeds.export()

    def search(self) -> None:
        """Put the keyboard into the search field."""
        self.table.clear_selection()
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list more of a narrow window."""
        super().resizeEvent(event)
        self.pane.setFixedWidth(NARROW_PANE if self.width() < NARROW else WIDE_PANE)
        self._show_pane()

    # drawing

    def _draw(self, state: IssuesState) -> None:
        if state.listing != self._listing:
            self._listing = state.listing
            self.model.reset()
        self.filters.draw(state)
        self.tabs.set_current(state.tab)
        self._draw_counts(state)
        key, descending = state.sort.removeprefix("-"), state.sort.startswith("-")
        self.table.set_sort(key, descending)
        self._draw_phase(state)

    def _draw_counts(self, state: IssuesState) -> None:
        counts = state.counts
        for tab in QuickTab:
            if counts is None:
                self.tabs.set_count(tab, None)
            elif tab is QuickTab.ALL:
                self.tabs.set_count(tab, counts.total)
            else:
                self.tabs.set_count(tab, counts.stage.get(tab.stages[0], 0))

    def _draw_phase(self, state: IssuesState) -> None:
        match state.phase:
            case Phase.LOADING if not self.model.total:
                self.states.show_loading()
            case Phase.FAILED if state.problem:
                self.states.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY:
                self.states.show_empty(nothing_yet(self.desk, self._why_nothing))
            case Phase.NO_MATCH:
                self.states.show_empty(no_match(self._drop_filters))
            case _:
                self.states.show_content()
        self._show_pane()

    def _draw_selection(self, selection: Selection) -> None:
        several = selection.count > 1
        self.filters.setVisible(not several)
        self.bulk.setVisible(several)
        if several:
            can_link = self._can_link()
            self.bulk.draw(selection.count, self.presenter.state.total, can_link=can_link)

    def _show_pane(self) -> None:
        in_list = self.presenter.state.phase in {Phase.READY, Phase.LOADING}
        there = in_list and self.issue.state.summary is not None
        self.pane.setVisible(there and self.has_details)

    # gestures

    def _ask(self, **parts: Any) -> None:
        self._target = ""
        self.presenter.show(**parts)
        self.tasks.spawn_latest(self._load_list(), name="load list")

    def _narrow(self, fields: dict[str, Any]) -> None:
        self._ask(filter=self.presenter.state.filter.model_copy(update=fields))

    def _drop_filters(self) -> None:
        self.filters.search.clear()
        self._ask(filter=IssueFilter(), tab=QuickTab.ALL)

    def _sort(self, key: str, descending: bool) -> None:
        self._ask(sort=f"-{key}" if descending else key)

    async def _load_list(self) -> None:
        listing = self.presenter.state.listing
        rows = await self.presenter.load()
        state = self.presenter.state
        if state.listing != listing:
            return  # another list was asked for meanwhile, and is on its way
        self.model.set_total(state.total, state.estimated)
        self.model.set_page(0, rows)
        if state.phase is Phase.EMPTY:
            connection = await first_connection(self.desk.session)
            self._why_nothing = why_nothing_text(connection) if connection else ""
            self._draw_phase(self.presenter.state)
        target, self._target = self._target, ""
        if rows and not (target and self.table.focus_key(target)) and target != self.issue.id:
            self.table.show_row(0)

    def _fetch(self, first: int, _count: int) -> None:
        self.tasks.spawn(self._fetch_page(first), name=f"page {first}")

    async def _fetch_page(self, first: int) -> None:
        """Fetch a whole page, whatever is known of the list's end by now."""
        listing = self.presenter.state.listing
        arrived = False
        try:
            page = await self.presenter.page(first)
            arrived = True
        finally:
            if not arrived:
                self.model.page_failed(first)
        if listing == self.presenter.state.listing:
            self.model.set_total(page.page.total, page.page.total_estimated)
            self.model.set_page(first, page.data)

    def _focus(self, row: object) -> None:
        if row is None:
            return
        self.issue.show(cast("IssueSummary", row))
        self.tasks.spawn_latest(self.issue.load(), name="load issue")

    def _open_clicked(self, index: QModelIndex) -> None:
        if self.model.columns[index.column()].kind is not Kind.CHECK:
            self._open_current()

    def _open_current(self) -> None:
        """Show the row that the keyboard is on, though another place was looked at since."""
        self._show_current()
        self.set_details(True)

    def _show_current(self) -> None:
        """Come back to the row that the keyboard is on, where another issue was opened since."""
        row = self.table.current_row()
        if row is not None and self.model.key_of(row) != self.issue.id:
            self._focus(row)

    def escape(self) -> None:
        """Leave the selection first, then the issue beside the list."""
        if self.table.selection().count > 1:
            self.table.clear_selection()
        else:
            self.set_details(False)

    def _keep_columns(self) -> None:
        self.desk.preferences.set(COLUMNS_KEPT, self.table.column_state())

    def _can_join(self) -> bool:
        return self.desk.session.can("POST", "/v1/duplicates")

    def _can_link(self) -> bool:
        return self.desk.session.can("POST", LINK_PATH)

    # putting together

    def _tab_words(self) -> dict[QuickTab, str]:
        return {
            QuickTab.ALL: self.tr("All"),
            QuickTab.IN_LOOP: self.tr("In loop"),
            QuickTab.NEW: self.tr("New"),
            QuickTab.ANALYZING: self.tr("Analyzing"),
            QuickTab.RESOLVED: self.tr("Resolved"),
        }

    def _lay_out(self) -> None:
        page = Page(self.tr("Issues"))
        for button in self._page_actions():
            page.add_action(button)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.states, 1)
        beside.addWidget(self.pane)
        details = IconButton("sidebar", self.tr("Show or hide the issue beside the list"))
        details.clicked.connect(self.toggle_details)
        top = row(self.tabs, details)
        content = column(top, self.filters, self.bulk, gap=12)
        content.addLayout(beside, 1)
        self.bulk.hide()
        page.add(content, 1)
        self.fill(page)

    def _page_actions(self) -> tuple[Button, ...]:
        bring = Button(self.tr("Import…"), icon="import")
        bring.clicked.connect(lambda: self.desk.navigator.import_file())
        save = Button(self.tr("Export CSV"), icon="export")
        save.clicked.connect(self.export)
        new = Button(self.tr("New issue"), primary=True)
        new.clicked.connect(self.deeds.create)
        return bring, save, new

    def _connect(self) -> None:
        self.table.setAccessibleName(self.tr("Issues"))
        self.table.set_clock(self.desk.now)
        self.table.restore_column_state(self.desk.preferences.get(COLUMNS_KEPT, {}))
        self.table.columns_changed.connect(self._keep_columns)
        self.model.page_needed.connect(self._fetch)
        self.table.focused.connect(self._focus)
        self.table.opened.connect(lambda _row: self._open_current())
        self.table.clicked.connect(self._open_clicked)
        self.table.sort_requested.connect(self._sort)
        self.table.selection_changed.connect(self._draw_selection)
        self.table.menu_requested.connect(self.deeds.open_menu)
        self.tabs.changed.connect(lambda key: self._ask(tab=QuickTab(key)))
        self.filters.narrowed.connect(self._narrow)
        self.filters.search.left_down.connect(self.table.setFocus)
        self.states.retry_clicked.connect(self._refresher.ask)
        self.deeds.follow_bulk(self.bulk, self.table)
        self.deeds.follow_pane(self.pane)
        self.presenter.subscribe(self._draw)
        self.issue.subscribe(self.pane.draw)
        self.issue.subscribe(lambda _state: self._show_pane())
