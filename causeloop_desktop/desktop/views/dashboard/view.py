"""The Dashboard screen: four numbers, what keeps coming back, for whom, and what just happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.patterns import PatternSummary
from causeloop_desktop.contract.predictions import HORIZONS_DAYS
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.dashboard import DashboardPresenter
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text, short_age
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.dashboard.columns import (
    pattern_columns,
    probability_within,
    team_columns,
)
from causeloop_desktop.desktop.views.frequency import chart_button
from causeloop_desktop.desktop.widgets.activity_list import Activity, ActivityList
from causeloop_desktop.desktop.widgets.buttons import Segmented
from causeloop_desktop.desktop.widgets.cards import Card, Tile
from causeloop_desktop.desktop.widgets.charts.bubbles import Bubble, BubbleMap
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView

if TYPE_CHECKING:
    from causeloop_desktop.contract.dashboard import Dashboard, TeamLoad
    from causeloop_desktop.desktop.presenters.dashboard import DashboardState
    from causeloop_desktop.desktop.views.base import Desk

TOP = 6


class DashboardView(View):
    """One answer of the engine on one screen."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset(
        {ChangeKind.ISSUES, ChangeKind.PATTERNS, ChangeKind.PREDICTIONS}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._presenter = DashboardPresenter(desk.session)
        self._window = Segmented([(str(days), f"{days} d") for days in HORIZONS_DAYS])
        self._tiles = _Tiles()
        self._bubbles = BubbleMap()
        self._patterns = PagedModel(pattern_columns(self._chance), _pattern_key, page_size=TOP)
        self._pattern_table = TableView(self._patterns)
        self._teams = PagedModel(team_columns(), _team_key, page_size=TOP)
        self._team_table = TableView(self._teams)
        self._activity = ActivityList()
        self._stack = StateStack(self._make_content())
        self._empty = EmptyState(icon="dashboard")
        self.fill(self._make_page())
        self._connect()
        self._presenter.subscribe(self._draw)

    async def load(self) -> None:
        """Show the dashboard of another place or moment."""
        self._presenter.forget()
        await self._presenter.load()

    async def refresh(self) -> None:
        """Renew every number."""
        await self._presenter.load()

    def _make_page(self) -> Page:
        page = Page(self.tr("Dashboard"))
        self._window.setAccessibleName(self.tr("Look back over"))
        page.add_action(self._window)
        page.add(self._stack, 1)
        return page

    def _make_content(self) -> QWidget:
        content = QWidget()
        panels = row(gap=BETWEEN)
        panels.addLayout(self._make_left(), 5)
        panels.addLayout(self._make_right(), 3)
        layout = column(gap=BETWEEN)
        layout.addWidget(self._tiles)
        layout.addLayout(panels, 1)
        content.setLayout(layout)
        return content

    def _make_left(self) -> QVBoxLayout:
        subtitle = self.tr("area: issues · colour: risk")
        bubbles = Card(self.tr("What keeps coming back"), subtitle=subtitle)
        bubbles.set_header_widget(chart_button(self._bubbles, "patterns", self.desk.notices))
        bubbles.add(self._bubbles, 1)
        top = Card(self.tr("Top patterns"), flush=True)
        top.add(self._pattern_table, 1)
        left = column(gap=BETWEEN)
        left.addWidget(bubbles, 1)
        left.addWidget(top, 1)
        return left

    def _make_right(self) -> QVBoxLayout:
        teams = Card(self.tr("By team"), flush=True)
        teams.add(self._team_table, 1)
        activity = Card(self.tr("Just now"))
        activity.add(self._activity, 1)
        right = column(gap=BETWEEN)
        right.addWidget(teams, 1)
        right.addWidget(activity, 1)
        return right

    def _connect(self) -> None:
        presenter, go = self._presenter, self.desk.navigator.go
        self._window.changed.connect(
            lambda key: self.tasks.spawn_latest(presenter.show_window(int(key)), name="window")
        )
        self._bubbles.clicked.connect(lambda key: go("patterns", key))
        self._pattern_table.opened.connect(self._open_pattern)
        self._activity.clicked.connect(self._open_entity)
        self._empty.action_clicked.connect(self._import)
        self._tiles.issues.clicked.connect(lambda: go("issues"))
        self._tiles.patterns.clicked.connect(lambda: go("patterns"))
        self._tiles.expected.clicked.connect(lambda: go("predictions"))
        self._stack.retry_clicked.connect(
            lambda: self.tasks.spawn_latest(self.load(), name="retry")
        )

    def _draw(self, state: DashboardState) -> None:
        self._window.set_current(str(state.window_days))
        match state.phase:
            case Phase.LOADING:
                self._stack.show_loading()
            case Phase.FAILED if state.dashboard is None and state.problem:
                self._stack.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY | Phase.NO_MATCH:
                self._show_empty()
            case _:
                self._draw_content(state)

    def _draw_content(self, state: DashboardState) -> None:
        self._stack.show_content()
        board = state.dashboard
        if board is None:
            return
        self._tiles.show_board(board)
        self._patterns.set_rows(board.top_patterns[:TOP])
        self._teams.set_rows(board.teams)
        self._bubbles.set_bubbles(
            [
                Bubble(pattern.id, pattern.name, pattern.issue_count, pattern.risk_score)
                for pattern in board.top_patterns
            ]
        )
        self._activity.set_items(self._lines(board))

    def _lines(self, board: Dashboard) -> list[Activity]:
        now = self.desk.now()
        return [
            Activity(
                line.entity_id or "", line.actor, line.title, line.detail, short_age(line.at, now)
            )
            for line in board.activity
        ]

    def _show_empty(self) -> None:
        self._empty.set(
            self.tr("Nothing here yet"),
            self.tr("Import a file of failures, and see which of them are the same."),
            self.tr("Import a file…"),
            icon="dashboard",
        )
        self._stack.show_empty(self._empty)

    def _chance(self, pattern: PatternSummary) -> float | None:
        return probability_within(pattern, self._presenter.state.window_days)

    def _import(self) -> None:
        self.desk.navigator.import_file()

    def _open_pattern(self, pattern: object) -> None:
        if isinstance(pattern, PatternSummary):
            self.desk.navigator.go("patterns", pattern.id)

    def _open_entity(self, key: str) -> None:
        screens = {"iss_": "issues", "pat_": "patterns"}
        if screen := screens.get(key[:4]):
            self.desk.navigator.go(screen, key)


class _Tiles(QWidget):
    """The four numbers; three of them lead to their screens."""

    def __init__(self) -> None:
        super().__init__()
        self.issues = Tile(self.tr("Issues"), sparkline=True)
        self.loops = Tile(self.tr("Open loops"))
        self.patterns = Tile(self.tr("Patterns"))
        self.expected = Tile(self.tr("Expected to recur"))
        for tile in (self.issues, self.patterns, self.expected):
            tile.set_clickable(True)
        self.setLayout(row(self.issues, self.loops, self.patterns, self.expected, gap=BETWEEN))

    def show_board(self, board: Dashboard) -> None:
        """Show other numbers."""
        self.issues.set_value(
            count_text(board.facets.total),
            sub=self.tr("+{n} in {days} days").format(
                n=count_text(board.issues_this_window), days=board.window_days
            ),
            tone=Tone.NEUTRAL,
            trend=[point.count for point in board.issues_per_day],
        )
        self.loops.set_value(
            count_text(board.open_loops),
            sub=self.tr("{n} new").format(n=count_text(board.open_loops_new)),
            tone=Tone.HIGH if board.open_loops_new else Tone.NEUTRAL,
        )
        self.patterns.set_value(
            count_text(board.patterns),
            sub=self.tr("{n} emerging").format(n=count_text(board.patterns_emerging)),
            tone=Tone.ACCENT,
        )
        expected = board.prediction
        self.expected.set_value(
            self.tr("{n:.0f} of {of}").format(n=expected.expected, of=count_text(expected.of)),
            sub=self.tr("{low:.0f} to {high:.0f} in {days} days").format(
                low=expected.expected_low,
                high=expected.expected_high,
                days=expected.window_days,
            ),
            tone=Tone.NEUTRAL,
        )


def _pattern_key(pattern: PatternSummary) -> str:
    return pattern.id


def _team_key(load: TeamLoad) -> str:
    return load.team
