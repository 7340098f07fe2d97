"""One pattern on a page: how often, whether it comes back, why together, and its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.contract.patterns import Counting
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.tokens import pattern_status_tone
from causeloop_desktop.desktop.theme.words import count_text, percent_text, relative_time
from causeloop_desktop.desktop.views.frequency import (
    chart_button,
    show_frequency,
    unit_text,
    window_choice,
)
from causeloop_desktop.desktop.views.patterns.cards import CauseCard, ComeBackCard, RiskCard
from causeloop_desktop.desktop.views.patterns.members import Members
from causeloop_desktop.desktop.views.words import episodes_text, issues_text
from causeloop_desktop.desktop.widgets.buttons import Segmented
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.charts.frequency import FrequencyChart
from causeloop_desktop.desktop.widgets.chips import Chip, RiskChip
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.scrolled import Scrolled
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from PySide6.QtGui import QResizeEvent

    from causeloop_desktop.client.errors import Problem
    from causeloop_desktop.contract.patterns import Frequency, Pattern
    from causeloop_desktop.desktop.presenters.pattern import PatternPresenter, PatternState
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

SIDE_WIDTH, NARROW_SIDE_WIDTH = 328, 288
NARROW = 1000
LEAST_HEIGHT = 520
CHART_HEIGHT = 204
GONE = 404
MEMBERS_PATH = "/v1/patterns/{id}/members"


class PatternDetail(Page):
    """Everything that is known of one pattern.

    Attributes:
        members: Its issues.
    """

    def __init__(self, desk: Desk, presenter: PatternPresenter, tasks: TaskGroup) -> None:
        super().__init__("")
        self._desk = desk
        self._presenter = presenter
        self._tasks = tasks
        self.window_days = window_choice(self.tr("Look back over"))
        self.counting = Segmented(
            [
                (Counting.EPISODES.value, self.tr("Episodes")),
                (Counting.ISSUES.value, self.tr("Issues")),
            ]
        )
        self.chart = FrequencyChart()
        self._chart_card = Card(self.tr("How often"))
        self.members = Members(desk, presenter, tasks)
        self._side = (ComeBackCard(), CauseCard(), RiskCard())
        self._side_area = self._make_side()
        self._gone = EmptyState(
            self.tr("This pattern is not there"),
            self.tr("It was merged into another one, or had no issues at the moment looked at."),
            self.tr("Back to the list"),
            "pattern",
        )
        self.states = StateStack(Scrolled(self._make_content(), height=LEAST_HEIGHT))
        self.set_crumb(self.tr("Patterns"))
        self.add(self.states, 1)
        self._connect()
        presenter.subscribe(self._draw)

    def take_keyboard(self) -> None:
        """Begin in the issues."""
        self.states.take_keyboard(self.members.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the chart and the issues more of a narrow window."""
        super().resizeEvent(event)
        self._side_area.setFixedWidth(NARROW_SIDE_WIDTH if self.width() < NARROW else SIDE_WIDTH)

    def _make_content(self) -> QWidget:
        content = QWidget()
        panels = row(gap=BETWEEN)
        panels.addLayout(self._make_left(), 1)
        panels.addWidget(self._side_area)
        content.setLayout(panels)
        return content

    def _make_left(self) -> QVBoxLayout:
        self.counting.setAccessibleName(self.tr("What is counted"))
        export = chart_button(self.chart, "pattern", self._desk.notices)
        for control in (self.counting, self.window_days, export):
            self._chart_card.set_header_widget(control)
        self.chart.setMinimumHeight(CHART_HEIGHT)
        self._chart_card.add(self.chart, 1)
        left = column(gap=BETWEEN)
        left.addWidget(self._chart_card, 2)
        left.addWidget(self.members, 3)
        return left

    def _make_side(self) -> Scrolled:
        cards = QWidget()
        cards.setLayout(column(*self._side, None, gap=BETWEEN))
        return Scrolled(cards)

    def _connect(self) -> None:
        presenter = self._presenter
        self.window_days.changed.connect(
            lambda key: self._spawn(presenter.show_window(int(key)), "frequency")
        )
        self.counting.changed.connect(
            lambda key: self._spawn(presenter.count(Counting(key)), "frequency")
        )
        self._gone.action_clicked.connect(self.crumb_clicked)
        self.states.retry_clicked.connect(lambda: self._spawn(presenter.load(), "pattern"))

    def _draw(self, state: PatternState) -> None:
        self.window_days.set_current(str(state.window_days))
        self.counting.set_current(state.counting.value)
        self.members.setVisible(self._desk.session.can("GET", MEMBERS_PATH))
        self.members.draw(state)
        self._draw_chart(state.frequency)
        if state.pattern is not None:
            self._draw_pattern(state.pattern)
            self.states.show_content()
            return
        self.set_title(self.tr("Pattern"))
        self.set_chips(())
        if state.phase is Phase.FAILED and state.problem:
            self._show_problem(state.problem)
        else:
            self.states.show_loading()

    def _show_problem(self, problem: Problem) -> None:
        if problem.status == GONE:
            self.states.show_empty(self._gone)
        else:
            self.states.show_error(problem.title, str(problem))

    def _draw_chart(self, frequency: Frequency | None) -> None:
        self._chart_card.setVisible(frequency is not None)
        if frequency is not None:
            self._chart_card.set_title(self.tr("How often"), unit_text(frequency))
            show_frequency(self.chart, frequency, self._desk.session.as_of)
            self.chart.set_message(frequency.note)

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
                Chip(self._counts(pattern)),
                Chip(episodes_text(pattern.episode_count)),
                Chip(seen),
            ]
        )
        for card in self._side:
            card.show_pattern(pattern)

    def _counts(self, pattern: Pattern) -> str:
        """Say how many issues, and how many occurrences they tell of where that differs."""
        issues = issues_text(pattern.issue_count)
        if pattern.occurrence_count == pattern.issue_count:
            return issues
        words = (
            self.tr("1 occurrence") if pattern.occurrence_count == 1 else self.tr("{n} occurrences")
        )
        return f"{issues}, {words.format(n=count_text(pattern.occurrence_count))}"

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.spawn_latest(work, name=name)
