"""The dialog of all runs: when each was, what it changed, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.detections import DetectionRun, RunStatus
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.detections import DetectionsPresenter
from causeloop_desktop.desktop.presenters.reading import PAGE
from causeloop_desktop.desktop.tasks import Refresher, TaskGroup
from causeloop_desktop.desktop.theme.spacing import ROW
from causeloop_desktop.desktop.views.detections.columns import run_columns
from causeloop_desktop.desktop.views.detections.consent import ConsentDialog
from causeloop_desktop.desktop.views.detections.panel import RunPanel
from causeloop_desktop.desktop.views.feeding import Feed
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import framed
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.desktop.presenters.detections import RunsState
    from causeloop_desktop.desktop.views.base import Desk

WIDTH, HEIGHT = 1120, 700
HEAD = 48
LEAST_IN_SIGHT, MOST_IN_SIGHT = 3, 5
"""Runs that are seen without scrolling; what each changed needs the room more."""


class RunsDialog(Dialog):
    """The history above, the run that is chosen below."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        sentence = parent.tr(
            "Each detection groups all issues anew. Patterns keep their identity, and what you "
            "merged, split or linked stays as you decided."
        )
        super().__init__(parent, parent.tr("Detection runs"), sentence, width=WIDTH)
        self._desk = desk
        self.tasks = TaskGroup(desk.report)
        self.presenter = DetectionsPresenter(desk.session)
        self.model = PagedModel(run_columns(), lambda run: str(run.id), page_size=PAGE)
        self.table = TableView(self.model)
        self._feed = Feed(self.model, self.tasks, self.presenter.runs_from)
        self.panel = RunPanel(self.presenter, self.tasks)
        self.decide = Button(self.tr("Review and decide…"), primary=True)
        self._none = EmptyState(
            self.tr("No detection has run yet"),
            self.tr("It begins by itself once enough issues are there, or with “Detect now”."),
            icon="loop",
        )
        self.states = StateStack(framed(self.table))
        self._lay_out()
        self._refresher = Refresher(self.tasks, self.presenter.load, name="runs")
        self._connect()
        self._refresher.ask()

    def done(self, result: int) -> None:
        """Close, and end what is under way."""
        self._unheard()
        self.tasks.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        self.prefer_size(WIDTH, HEIGHT)
        self.table.setAccessibleName(self.tr("Runs"))
        self.table.set_clock(self._desk.now)
        self.add(self.states)
        self.add(self.panel, 1)
        self.set_buttons(self.cancel_button(self.tr("Close")), self.decide)
        self.states.take_keyboard(self.table)

    def _connect(self) -> None:
        self.table.focused.connect(self._look_at)
        self.table.opened.connect(lambda _run: self._decide())
        self.decide.clicked.connect(self._decide)
        self.panel.pattern_opened.connect(self._open_pattern)
        self.states.retry_clicked.connect(self._refresher.ask)
        self._unheard = self._desk.session.changed.subscribe(self._hear)
        self.presenter.subscribe(self._draw)

    def _draw(self, state: RunsState) -> None:
        self._feed.bring(state.runs, state.runs_total)
        in_sight = min(max(state.runs_total, LEAST_IN_SIGHT), MOST_IN_SIGHT)
        height = in_sight * ROW + HEAD
        self.states.setMinimumHeight(height)
        self.states.setMaximumHeight(height if state.runs_total else HEIGHT)
        self.panel.draw(state)
        self.panel.setVisible(state.run is not None)
        self.decide.setVisible(state.can_decide)
        if state.run is not None:
            self.table.focus_key(state.run.id)
        match state.phase:
            case Phase.LOADING:
                self.states.show_loading()
            case Phase.FAILED if not state.runs and state.problem:
                self.states.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY:
                self.states.show_empty(self._none)
            case _:
                self.states.show_content()

    def _hear(self, kinds: frozenset[ChangeKind]) -> None:
        if ChangeKind.DETECTIONS in kinds:
            self._refresher.ask()

    def _look_at(self, run: object) -> None:
        known = self.presenter.state.run
        if isinstance(run, DetectionRun) and (known is None or run.id != known.id):
            self.tasks.spawn_latest(self.presenter.look_at(run), name="run")

    def _decide(self) -> None:
        run = self.presenter.state.run
        if run is not None and run.status is RunStatus.PROPOSED:
            ConsentDialog(self, self._desk, run.id).open()

    def _open_pattern(self, pattern: str) -> None:
        self._desk.navigator.go("patterns", pattern)
        self.reject()
