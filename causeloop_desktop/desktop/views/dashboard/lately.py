"""Two lists behind tabs: what happened just now, and what is new this week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.theme.spacing import BETWEEN, INSIDE, column
from causeloop_desktop.desktop.theme.words import percent_text, short_age
from causeloop_desktop.desktop.views.words import source_text
from causeloop_desktop.desktop.widgets.activity_list import Activity, ActivityList
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from causeloop_desktop.contract.novelty import NewTerm, Novelty, QuietSource, Stray
    from causeloop_desktop.desktop.presenters.novelty import NoveltyState

NOW, NEW = "now", "new"
_DAY_HOURS = 24


class LatelyCard(Card):
    """What happened, and what is new.

    Signals:
        clicked: The id of the issue or pattern that a line is about; empty for none.
        retry_clicked: What is new is to be read once more.
    """

    clicked = Signal(str)
    retry_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tabs = Tabs()
        self.activity = ActivityList()
        self.novelty = ActivityList()
        self._states = StateStack(self.novelty)
        self._nothing = EmptyState(
            self.tr("Nothing new this week"),
            self.tr("Every issue fits a pattern, and no source has gone quiet."),
            icon="check",
        )
        self._pages = QStackedWidget()
        for page in (self.activity, self._states):
            self._pages.addWidget(page)
        self.add(column(self.tabs, self._pages, gap=4), 1)
        # The words of the tabs stand as high as the titles of the cards beside.
        self.setContentsMargins(0, 2 + INSIDE - BETWEEN, 0, 0)
        self.tabs.changed.connect(lambda key: self._pages.setCurrentIndex(int(key == NEW)))
        self.activity.clicked.connect(self.clicked)
        self.novelty.clicked.connect(self.clicked)
        self._states.retry_clicked.connect(self.retry_clicked)

    def show_activity(self, items: Sequence[Activity]) -> None:
        """Show what happened just now."""
        self.activity.set_items(items)

    def draw_novelty(self, state: NoveltyState, now: datetime, *, there: bool) -> None:
        """Show what is new, or why that cannot be shown."""
        tabs = [Tab(NOW, self.tr("Just now"))]
        if there:
            tabs.append(Tab(NEW, self.tr("New this week"), state.count))
        self.tabs.set_tabs(tabs)
        if state.phase is Phase.EMPTY:
            self._states.show_empty(self._nothing)
        elif state.novelty is not None:
            self.novelty.set_items(NoveltyLines(state.novelty, now).lines())
            self._states.show_content()
        elif state.problem is not None:
            self._states.show_error(state.problem.title, str(state.problem))
        else:
            self._states.show_loading()


class NoveltyLines(QObject):
    """What is new, as lines."""

    def __init__(self, novelty: Novelty, now: datetime) -> None:
        super().__init__()
        self._novelty = novelty
        self._now = now

    def lines(self) -> list[Activity]:
        """Give the lines: what stands out first."""
        found = self._novelty
        return [
            *self._rise(),
            *map(self._quiet, found.quiet),
            *map(self._term, found.terms),
            *map(self._stray, found.strays),
        ]

    def _rise(self) -> Iterator[Activity]:
        if self._novelty.rising:
            *before, last = (point.count for point in self._novelty.unmatched)
            usual = round(sum(before) / max(1, len(before)))
            words = self.tr("{n} issues fit nowhere this week").format(n=last)
            note = self.tr("usually {n} a week").format(n=usual)
            yield Activity("", self.tr("Rising"), words, note)

    def _quiet(self, source: QuietSource) -> Activity:
        name = source_text(source.source, source.origin)
        words = self.tr("{name} is silent").format(name=name)
        usual = self.tr("its longest usual pause is {span}").format(
            span=self._span(source.usual_hours)
        )
        return Activity("", self.tr("Gone quiet"), words, usual, self._span(source.silent_hours))

    def _term(self, term: NewTerm) -> Activity:
        words = self.tr("“{term}” in {n} issues").format(term=term.term, n=term.count)
        note = ", ".join(issue.external_id for issue in term.issues)
        key = term.issues[0].id if term.issues else ""
        age = short_age(term.first_seen_at, self._now)
        return Activity(key, self.tr("New word"), words, note, age)

    def _stray(self, stray: Stray) -> Activity:
        note = self.tr("like no pattern")
        if stray.nearest is not None:
            words = self.tr("nearest: {name}, {score}")
            score = percent_text(stray.score)
            note = words.format(name=stray.nearest.name, score=score)
        age = short_age(stray.created_at, self._now)
        return Activity(stray.id, self.tr("Fits nowhere"), stray.title, note, age)

    def _span(self, hours: float) -> str:
        if hours < 2 * _DAY_HOURS:
            return self.tr("{n} h").format(n=round(hours))
        return self.tr("{n} days").format(n=round(hours / _DAY_HOURS))
