"""The list of patterns: tabs, a search, and a table by risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.patterns import PatternSummary
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.patterns import PAGE, PatternsPresenter, PatternsState
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.views.patterns.columns import pattern_columns
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

DEBOUNCE_MS = 180
FIELD_WIDTH = 260


class PatternList(Page):
    """Which failures keep coming back, the riskiest first.

    Signals:
        opened: The id of the pattern to look at.
        detect_asked: Patterns shall be looked for anew.
        export_asked: The list shall be saved.
    """

    opened = Signal(str)
    detect_asked = Signal()
    export_asked = Signal()

    def __init__(self, desk: Desk, presenter: PatternsPresenter, tasks: TaskGroup) -> None:
        super().__init__(self.tr("Patterns"))
        self._desk = desk
        self._presenter = presenter
        self._tasks = tasks
        self._tabs = Tabs()
        self.detect = Button(self.tr("Detect now"), icon="refresh", primary=True)
        self._field = QLineEdit()
        self._model = PagedModel(pattern_columns(), lambda line: str(line.id), page_size=PAGE)
        self._table = TableView(self._model)
        self._table.set_clock(desk.now)
        self._empty = EmptyState(icon="pattern")
        self._stack = StateStack(self._make_table())
        self._typing = QTimer(self)
        self._compose()
        self._connect()
        presenter.subscribe(self._draw)

    def focus_field(self) -> None:
        """Put the keyboard into the search."""
        self._field.setFocus()
        self._field.selectAll()

    def focus_table(self) -> None:
        """Put the keyboard onto the rows."""
        self._table.setFocus()

    def _make_table(self) -> QWidget:
        card = Card(flush=True)
        card.add(self._table, 1)
        return card

    def _compose(self) -> None:
        export = Button(self.tr("Export CSV"), icon="export")
        export.clicked.connect(self.export_asked)
        self.detect.clicked.connect(self.detect_asked)
        self.add_action(export)
        self.add_action(self.detect)
        self._field.setPlaceholderText(self.tr("Find a pattern by name"))
        self._field.setAccessibleName(self.tr("Find a pattern by name"))
        self._field.setClearButtonEnabled(True)
        self._field.setFixedWidth(FIELD_WIDTH)
        layout = column(gap=BETWEEN - 4)
        layout.addLayout(row(self._tabs, None, self._field))
        layout.addWidget(self._stack, 1)
        self.add(layout, 1)

    def _connect(self) -> None:
        self._tabs.changed.connect(
            lambda tab: self._tasks.spawn_latest(self._presenter.show_tab(tab), name="list")
        )
        self._typing.setSingleShot(True)
        self._typing.setInterval(DEBOUNCE_MS)
        self._typing.timeout.connect(self._search)
        self._field.textChanged.connect(lambda _text: self._typing.start())
        self._table.sort_requested.connect(
            lambda key, down: self._tasks.spawn_latest(
                self._presenter.sort_by(key, descending=down), name="list"
            )
        )
        self._model.page_needed.connect(
            lambda first, _count: self._tasks.spawn(self._fetch(first), name=f"patterns {first}")
        )
        self._table.opened.connect(self._open)
        self._empty.action_clicked.connect(self._help_out)
        self._stack.retry_clicked.connect(
            lambda: self._tasks.spawn_latest(self._presenter.load(), name="list")
        )

    def _draw(self, state: PatternsState) -> None:
        counts = dict(state.counts)
        self._tabs.set_tabs(
            [Tab(key, words, counts.get(key)) for key, words in self._tab_words().items()]
        )
        self._tabs.set_current(state.tab)
        match state.phase:
            case Phase.LOADING:
                self._stack.show_loading()
            case Phase.FAILED if not state.rows and state.problem:
                self._stack.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY | Phase.NO_MATCH:
                self._show_empty(state)
            case _:
                self._stack.show_content()
                self._table.set_sort(state.sort.lstrip("-"), state.sort.startswith("-"))
                self._model.set_total(state.total)
                self._model.set_page(0, state.rows)

    def _tab_words(self) -> dict[str, str]:
        return {
            "current": self.tr("Active"),
            "emerging": self.tr("Emerging"),
            "resolved": self.tr("Resolved"),
            "all": self.tr("All"),
        }

    def _show_empty(self, state: PatternsState) -> None:
        if state.phase is Phase.EMPTY:
            self._empty.set(
                self.tr("No patterns yet"),
                self.tr("Patterns appear when at least two issues are the same failure."),
                self.tr("Import a file…"),
                icon="pattern",
            )
        else:
            self._empty.set(
                self.tr("No pattern matches"),
                self.tr("Look under another tab, or search for other words."),
                self.tr("Show all"),
                icon="search",
            )
        self._stack.show_empty(self._empty)

    def _help_out(self) -> None:
        if self._presenter.state.phase is Phase.EMPTY:
            self._desk.navigator.import_file()
            return
        self._field.clear()
        self._tasks.spawn_latest(self._presenter.show_tab("all"), name="list")

    def _search(self) -> None:
        self._tasks.spawn_latest(self._presenter.search(self._field.text()), name="list")

    async def _fetch(self, first: int) -> None:
        try:
            self._model.set_page(first, await self._presenter.page(first))
        except ClientError:
            self._model.page_failed(first)
            raise

    def _open(self, pattern: object) -> None:
        if isinstance(pattern, PatternSummary):
            self.opened.emit(pattern.id)
