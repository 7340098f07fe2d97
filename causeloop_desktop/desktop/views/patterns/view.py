"""The Patterns screen: the list, or one pattern with what can be done to it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStackedWidget

from causeloop_desktop.contract.base import ChangeKind, PatternId
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.presenters.pattern import PatternPresenter
from causeloop_desktop.desktop.presenters.patterns import PatternsPresenter
from causeloop_desktop.desktop.theme.words import mark
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.detections.history import RunsDialog
from causeloop_desktop.desktop.views.export import CsvExport, CsvList
from causeloop_desktop.desktop.views.patterns.detail import PatternDetail
from causeloop_desktop.desktop.views.patterns.listing import PatternList
from causeloop_desktop.desktop.views.patterns.verbs import PatternVerbs
from causeloop_desktop.desktop.views.words import patterns_text

if TYPE_CHECKING:
    from causeloop_desktop.desktop.presenters.session import SessionState
    from causeloop_desktop.desktop.views.base import Desk


class PatternsView(View):
    """Shows the list; a target shows that pattern."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset({ChangeKind.PATTERNS, ChangeKind.ISSUES})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.patterns = PatternsPresenter(desk.session)
        self.pattern = PatternPresenter(desk.session)
        self.list = PatternList(desk, self.patterns, self.tasks)
        self.detail = PatternDetail(desk, self.pattern, self.tasks)
        self.verbs = PatternVerbs(self, self.patterns, self.pattern, self.detail.members)
        self._exporter = CsvExport(self)
        self._place = _place(desk.session.state)
        self._pages = QStackedWidget()
        for page in (self.list, self.detail):
            self._pages.addWidget(page)
        for button in self.verbs.buttons:
            self.detail.add_action(button)
        self.fill(self._pages)
        self._connect()
        self.own_actions = (*self.verbs.actions(), self._back_action())

    @property
    def shows_pattern(self) -> bool:
        """Whether one pattern is looked at, not the list."""
        return self._pages.currentWidget() is self.detail

    async def load(self) -> None:
        """Show the patterns of another place or moment."""
        self.patterns.forget()
        await self._read()

    async def refresh(self) -> None:
        """Renew what is shown, keeping scroll and selection."""
        await self._read()
        self.list.feed.renew()
        self.detail.members.feed.renew()

    def show_target(self, target: str) -> None:
        """Show the pattern with this id."""
        self._pages.setCurrentWidget(self.detail)
        self.tasks.spawn_latest(self.pattern.open(PatternId(target)), name="pattern")
        self.take_keyboard()

    def show_start(self) -> None:
        """Show the list."""
        self._pages.setCurrentWidget(self.list)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """Begin in the rows of the list, or of the pattern."""
        (self.detail if self.shows_pattern else self.list).take_keyboard()

    def export(self) -> None:
        """Save the list, or the issues of the pattern that is open, as CSV."""
        if self.shows_pattern:
            self.verbs.export()
        else:
            self._exporter.ask(self.list_csv())

    def list_csv(self) -> CsvList:
        """Name the list that is shown."""
        total = self.patterns.state.total
        return CsvList("patterns", total, self.patterns.export, patterns_text)

    def search(self) -> None:
        """Put the keyboard into the search of the list."""
        self.show_start()
        self.list.search()

    def offered(self) -> tuple[Action, ...]:
        """Return what can be done with the pattern that is open."""
        return super().offered() if self.shows_pattern else ()

    async def _read(self) -> None:
        if self.shows_pattern:
            await asyncio.gather(self.patterns.load(), self.pattern.load())
        else:
            await self.patterns.load()

    def _connect(self) -> None:
        self.list.opened.connect(self.show_target)
        self.list.export_asked.connect(self.export)
        self.detail.crumb_clicked.connect(self.show_start)
        self.detail.members.opened.connect(lambda id_: self.desk.navigator.go("issues", id_))
        self.list.runs.clicked.connect(lambda: RunsDialog(self, self.desk).open())
        self.show_if(self.list.detect, "POST", "/v1/detections")
        self.show_if(self.list.runs, "GET", "/v1/detections/{id}")
        self._subscriptions += (
            self.desk.session.moved.subscribe(self._follow_place),
            self.desk.jobs.subscribe(lambda _jobs: self.list.to_come.follow_jobs()),
        )

    def _follow_place(self, state: SessionState) -> None:
        """Close a pattern of another workspace; of another moment it stays open."""
        place = _place(state)
        if place != self._place:
            self._place = place
            self.pattern.forget()
            self._pages.setCurrentWidget(self.list)

    def _back_action(self) -> Action:
        return Action(
            "pattern.back",
            mark("Back to the list of patterns"),
            Menu.PATTERNS,
            lambda _: self.show_start(),
            ("Escape", "Alt+Left"),
            "chevron-left",
        )


def _place(state: SessionState) -> tuple[str, str]:
    return state.profile, state.workspace.id if state.workspace else ""
