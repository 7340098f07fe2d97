"""The Dashboard screen: four numbers, what keeps coming back, for whom, and what just happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.dashboard import TeamLoad
from causeloop_desktop.contract.patterns import PatternSummary
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.dashboard import DashboardPresenter
from causeloop_desktop.desktop.presenters.novelty import NoveltyPresenter
from causeloop_desktop.desktop.theme.spacing import BETWEEN, ROW, column
from causeloop_desktop.desktop.theme.words import short_age, tr
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.dashboard.columns import pattern_columns, team_columns
from causeloop_desktop.desktop.views.dashboard.lately import LatelyCard
from causeloop_desktop.desktop.views.dashboard.names import short_name, short_quotes
from causeloop_desktop.desktop.views.dashboard.tiles import Tiles
from causeloop_desktop.desktop.views.export import CsvExport, held_rows
from causeloop_desktop.desktop.views.frequency import chart_button, window_choice
from causeloop_desktop.desktop.views.nothing import TO_COME, NothingYet
from causeloop_desktop.desktop.views.words import chance_within
from causeloop_desktop.desktop.widgets.activity_list import Activity
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.charts.bubbles import Bubble, BubbleMap
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.scrolled import Scrolled
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView

if TYPE_CHECKING:
    from causeloop_desktop.contract.dashboard import Dashboard
    from causeloop_desktop.desktop.presenters.dashboard import DashboardState
    from causeloop_desktop.desktop.presenters.novelty import NoveltyState
    from causeloop_desktop.desktop.views.base import Desk

TOP = 6
"""Rows in sight, at least, of the tables; a higher window shows more."""
LEAST_HEIGHT = 600


class DashboardView(View):
    """One answer of the engine on one screen."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset(
        {ChangeKind.ISSUES, ChangeKind.PATTERNS, ChangeKind.PREDICTIONS}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = DashboardPresenter(desk.session)
        self.window_days = window_choice(self.tr("Look back over"))
        self.tiles = Tiles()
        self.bubbles = BubbleMap()
        self.patterns = PagedModel(pattern_columns(self._chance), _pattern_key, page_size=TOP)
        self.pattern_table = TableView(self.patterns)
        self.pattern_table.setAccessibleName(self.tr("Top patterns"))
        self._by_team = QStackedWidget()
        self._no_team = _told_briefly(
            self.tr("No issue names its team"),
            self.tr("Where a source tells it, its load appears here."),
        )
        self.teams = PagedModel(team_columns(), _team_key, page_size=TOP)
        self.team_table = TableView(self.teams)
        self.team_table.setAccessibleName(self.tr("By team"))
        self.novelty = NoveltyPresenter(desk.session)
        self.lately = LatelyCard()
        self._map = QStackedWidget()
        self._no_patterns = EmptyState(
            self.tr("No patterns yet"),
            tr(TO_COME),
        )
        self.states = StateStack(Scrolled(self._make_content(), height=LEAST_HEIGHT))
        self.empty = NothingYet(
            desk,
            self.tr("Nothing here yet"),
            self.tr("Bring failures here, and see which of them are the same."),
            "dashboard",
        )
        self._exporter = CsvExport(self)
        self.fill(self._make_page())
        self._connect()
        self.presenter.subscribe(self._draw)
        self.novelty.subscribe(self._draw_novelty)

    async def load(self) -> None:
        """Show the dashboard of another place or moment."""
        self.presenter.forget()
        self.novelty.forget()
        await self.refresh()

    async def refresh(self) -> None:
        """Renew every number; what is new takes longer and comes by itself."""
        self.tasks.spawn_latest(self.novelty.load(), name="novelty")
        await self.presenter.load()

    def grow_older(self) -> None:
        """Write anew how long ago things happened."""
        super().grow_older()
        self._draw(self.presenter.state)

    def take_keyboard(self) -> None:
        """Begin in the top patterns."""
        self.states.take_keyboard(self.pattern_table)

    def export(self) -> None:
        """Save the top patterns as CSV."""
        self._save_table(self.patterns, self.tr("Top patterns"))

    def _make_page(self) -> Page:
        page = Page(self.tr("Dashboard"))
        page.add_action(self.window_days)
        page.add(self.states, 1)
        return page

    def _make_content(self) -> QWidget:
        panels = QGridLayout()
        panels.setSpacing(BETWEEN)
        panels.setColumnStretch(0, 5)
        panels.setColumnStretch(1, 3)
        for one in (self.team_table, self._no_team):
            self._by_team.addWidget(one)
        teams = self._table_card(self.tr("By team"), self._by_team, self.teams)
        top = self._table_card(self.tr("Top patterns"), self.pattern_table, self.patterns)
        self.pattern_table.setMinimumHeight((1 + TOP) * ROW)
        panels.addWidget(self._make_map(), 0, 0)
        panels.addWidget(teams, 0, 1)
        panels.addWidget(top, 1, 0)
        panels.addWidget(self.lately, 1, 1)
        for line in range(panels.rowCount()):
            panels.setRowStretch(line, 1)
        content = QWidget()
        layout = column(self.tiles, gap=BETWEEN)
        layout.addLayout(panels, 1)
        content.setLayout(layout)
        return content

    def _make_map(self) -> Card:
        subtitle = self.tr("area: issues · colour: risk")
        card = Card(self.tr("What keeps coming back"), subtitle=subtitle)
        card.set_header_widget(chart_button(self.bubbles, "patterns", self.desk.notices))
        for one in (self.bubbles, self._no_patterns):
            self._map.addWidget(one)
        card.add(self._map, 1)
        return card

    def _table_card(self, title: str, table: QWidget, model: PagedModel) -> Card:
        card = Card(title, flush=True)
        save = IconButton("export", self.tr("Save this table as CSV"), size=24)
        save.clicked.connect(lambda: self._save_table(model, title))
        card.set_header_widget(save)
        card.add(table, 1)
        return card

    def _save_table(self, model: PagedModel, title: str) -> None:
        self._exporter.ask(held_rows(model, title.lower().replace(" ", "-")))

    def _connect(self) -> None:
        presenter, go = self.presenter, self.desk.navigator.go
        self.window_days.changed.connect(
            lambda key: self.tasks.spawn_latest(presenter.show_window(int(key)), name="window")
        )
        self.bubbles.clicked.connect(lambda key: go("patterns", key))
        self.pattern_table.opened.connect(self._open_pattern)
        self.team_table.opened.connect(self._open_worst)
        self.lately.clicked.connect(self._open_entity)
        self.lately.retry_clicked.connect(
            lambda: self.tasks.spawn_latest(self.novelty.load(), name="novelty")
        )
        self.tiles.issues.clicked.connect(lambda: go("issues"))
        self.tiles.patterns.clicked.connect(lambda: go("patterns"))
        self.tiles.expected.clicked.connect(lambda: go("predictions"))
        self.states.retry_clicked.connect(
            lambda: self.tasks.spawn_latest(self.load(), name="retry")
        )

    def _draw(self, state: DashboardState) -> None:
        self.window_days.set_current(str(state.window_days))
        match state.phase:
            case Phase.LOADING:
                self.states.show_loading()
            case Phase.FAILED if state.dashboard is None and state.problem:
                self.states.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY | Phase.NO_MATCH:
                self.empty.follow_moment()
                self.states.show_empty(self.empty)
            case _:
                self._draw_content(state)

    def _draw_content(self, state: DashboardState) -> None:
        self.states.show_content()
        board = state.dashboard
        if board is None:
            return
        self.tiles.show_board(board)
        self.patterns.set_rows(board.top_patterns)
        self.teams.set_rows(board.teams)
        self._by_team.setCurrentWidget(self.team_table if board.teams else self._no_team)
        self.bubbles.set_bubbles([_to_bubble(pattern) for pattern in board.top_patterns])
        self._map.setCurrentWidget(self.bubbles if board.top_patterns else self._no_patterns)
        self.lately.show_activity(self._lines(board))

    def _draw_novelty(self, state: NoveltyState) -> None:
        self.lately.draw_novelty(state, self.desk.now(), there=self.novelty.is_there)

    def _lines(self, board: Dashboard) -> list[Activity]:
        now = self.desk.now()
        return [
            Activity(
                line.entity_id or "",
                line.actor,
                line.title if line.detail else short_quotes(line.title),
                line.detail,
                short_age(line.at, now),
            )
            for line in board.activity
        ]

    def _chance(self, pattern: PatternSummary) -> float | None:
        return chance_within(pattern, self.presenter.state.window_days)

    def _open_pattern(self, pattern: object) -> None:
        if isinstance(pattern, PatternSummary):
            self.desk.navigator.go("patterns", pattern.id)

    def _open_worst(self, load: object) -> None:
        """Show the pattern that a team meets most; the row knows it by name."""
        board = self.presenter.state.dashboard
        name = load.top_pattern if isinstance(load, TeamLoad) else None
        found = [one.id for one in board.top_patterns if one.name == name] if board else []
        self.desk.navigator.go("patterns", found[0] if found else "")

    def _open_entity(self, key: str) -> None:
        screens = {"iss_": "issues", "pat_": "patterns"}
        if screen := screens.get(key[:4]):
            self.desk.navigator.go(screen, key)


def _told_briefly(title: str, sentence: str) -> QWidget:
    """Say in two lines why a card has nothing; lines that wrap would make the cards grow."""
    lines = (Label(title, muted=True), Caption(sentence))
    told = QWidget()
    layout = column(None, *lines, None, gap=4, margins=BETWEEN)
    for line in lines:
        layout.setAlignment(line, Qt.AlignmentFlag.AlignHCenter)
    told.setLayout(layout)
    return told


def _to_bubble(pattern: PatternSummary) -> Bubble:
    name = pattern.name
    return Bubble(pattern.id, name, pattern.issue_count, pattern.risk_score, short_name(name))


def _pattern_key(pattern: PatternSummary) -> str:
    return pattern.id


def _team_key(load: TeamLoad) -> str:
    return load.team
