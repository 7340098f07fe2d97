"""One pattern on a page: how often, whether it comes back, why together, and its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.issues import IssueSummary
from causeloop_desktop.contract.patterns import Counting
from causeloop_desktop.contract.predictions import HORIZONS_DAYS
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.pattern import PAGE, PatternPresenter, PatternState
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.tokens import Tone, pattern_status_tone
from causeloop_desktop.desktop.theme.words import percent_text, relative_time
from causeloop_desktop.desktop.views.frequency import chart_button, show_frequency
from causeloop_desktop.desktop.views.patterns.cards import CauseCard, ComeBackCard, RiskCard
from causeloop_desktop.desktop.views.patterns.columns import member_columns
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Segmented
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.charts.frequency import FrequencyChart
from causeloop_desktop.desktop.widgets.chips import Chip, RiskChip
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.states import StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView

if TYPE_CHECKING:
    from causeloop_desktop.contract.patterns import Pattern
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

SIDE_WIDTH = 328
CHART_HEIGHT = 216


class PatternDetail(Page):
    """Everything that is known of one pattern.

    Signals:
        issue_opened: The id of the member to look at.
        members_chosen: How many members are ticked.
    """

    issue_opened = Signal(str)
    members_chosen = Signal(int)

    def __init__(self, desk: Desk, presenter: PatternPresenter, tasks: TaskGroup) -> None:
        super().__init__("")
        self._desk = desk
        self._presenter = presenter
        self._tasks = tasks
        self._window = Segmented([(str(days), f"{days} d") for days in HORIZONS_DAYS])
        self._counting = Segmented(
            [
                (Counting.EPISODES.value, self.tr("Episodes")),
                (Counting.ISSUES.value, self.tr("Issues")),
            ]
        )
        self._chart = FrequencyChart()
        self._model = PagedModel(member_columns(), lambda line: str(line.id), page_size=PAGE)
        self._table = TableView(self._model)
        self._table.set_clock(desk.now)
        self._members = Card(flush=True)
        self._side = (ComeBackCard(), CauseCard(), RiskCard())
        self._stack = StateStack(self._make_content())
        self.set_crumb(self.tr("Patterns"))
        self.add(self._stack, 1)
        self._connect()
        presenter.subscribe(self._draw)

    @property
    def chosen_issues(self) -> list[str]:
        """The ids of the members that are ticked."""
        return list(self._table.selection().keys)

    def focus_table(self) -> None:
        """Put the keyboard onto the members."""
        self._table.setFocus()

    def _make_content(self) -> QWidget:
        content = QWidget()
        panels = row(gap=BETWEEN)
        panels.addLayout(self._make_left(), 1)
        panels.addWidget(self._make_side())
        content.setLayout(panels)
        return content

    def _make_left(self) -> QVBoxLayout:
        chart = Card(self.tr("How often"))
        self._window.setAccessibleName(self.tr("Look back over"))
        self._counting.setAccessibleName(self.tr("What is counted"))
        for control in (
            self._counting,
            self._window,
            chart_button(self._chart, "pattern", self._desk.notices),
        ):
            chart.set_header_widget(control)
        self._chart.setMinimumHeight(CHART_HEIGHT)
        chart.add(self._chart, 1)
        self._members.add(self._table, 1)
        left = column(gap=BETWEEN)
        left.addWidget(chart, 2)
        left.addWidget(self._members, 3)
        return left

    def _make_side(self) -> QScrollArea:
        cards = QWidget()
        cards.setLayout(column(*self._side, None, gap=BETWEEN))
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFixedWidth(SIDE_WIDTH)
        area.setWidget(cards)
        return area

    def _connect(self) -> None:
        self._window.changed.connect(
            lambda key: self._tasks.spawn_latest(
                self._presenter.show_window(int(key)), name="frequency"
            )
        )
        self._counting.changed.connect(
            lambda key: self._tasks.spawn_latest(
                self._presenter.count(Counting(key)), name="frequency"
            )
        )
        self._model.page_needed.connect(
            lambda first, _count: self._tasks.spawn(self._fetch(first), name=f"members {first}")
        )
        self._table.opened.connect(self._open)
        self._table.selection_changed.connect(
            lambda selection: self.members_chosen.emit(selection.count)
        )
        self._stack.retry_clicked.connect(
            lambda: self._tasks.spawn_latest(self._presenter.load(), name="pattern")
        )

    def _draw(self, state: PatternState) -> None:
        self._window.set_current(str(state.window_days))
        self._counting.set_current(state.counting.value)
        if state.phase is Phase.FAILED and state.pattern is None and state.problem:
            self._stack.show_error(state.problem.title, str(state.problem))
        elif state.pattern is None:
            self._stack.show_loading()
        else:
            self._stack.show_content()
            self._draw_pattern(state.pattern)
            self._draw_members(state)
            if state.frequency is not None:
                show_frequency(self._chart, state.frequency)
                self._chart.set_message(state.frequency.note)

    def _draw_pattern(self, pattern: Pattern) -> None:
        self.set_title(pattern.name)
        now = self._desk.now()
        seen = self.tr("first {first} · last {last}").format(
            first=relative_time(pattern.first_seen_at, now),
            last=relative_time(pattern.last_seen_at, now),
        )
        self.set_chips(
            [
                RiskChip(pattern.risk_score),
                Chip(pattern.status.value, pattern_status_tone(pattern.status.value)),
                Chip(self.tr("confidence {p}").format(p=percent_text(pattern.confidence))),
                Chip(issues_text(pattern.issue_count)),
                Chip(self.tr("{n} episodes").format(n=pattern.episode_count)),
                Chip(seen, Tone.NEUTRAL),
            ]
        )
        for card in self._side:
            card.show_pattern(pattern)

    def _draw_members(self, state: PatternState) -> None:
        self._members.set_title(self.tr("Issues"), f"{state.member_total:,}")
        self._model.set_total(state.member_total)
        self._model.set_page(0, state.members)

    async def _fetch(self, first: int) -> None:
        try:
            self._model.set_page(first, await self._presenter.page(first))
        except ClientError:
            self._model.page_failed(first)
            raise

    def _open(self, issue: object) -> None:
        if isinstance(issue, IssueSummary):
            self.issue_opened.emit(issue.id)
