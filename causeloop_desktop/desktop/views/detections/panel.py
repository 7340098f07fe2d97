"""One run: how it was made, and what it changed, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from causeloop_desktop.contract.detections import RunChange, RunChangeKind, RunStatus
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.reading import PAGE
from causeloop_desktop.desktop.theme.spacing import column
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.detections.columns import change_columns
from causeloop_desktop.desktop.views.detections.words import KINDS, capped_text, facts_text
from causeloop_desktop.desktop.views.feeding import Feed
from causeloop_desktop.desktop.widgets.cards import framed
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from causeloop_desktop.contract.detections import DetectionResult
    from causeloop_desktop.desktop.presenters.detections import DetectionsPresenter, RunsState
    from causeloop_desktop.desktop.tasks import TaskGroup

ALL = "all"
LEAST_HEIGHT = 220


class RunPanel(QWidget):
    """Draws the run that the presenter looks at.

    Signals:
        pattern_opened: The id of a pattern to go to.
    """

    pattern_opened = Signal(str)

    def __init__(self, presenter: DetectionsPresenter, tasks: TaskGroup) -> None:
        super().__init__()
        self._presenter = presenter
        self._tasks = tasks
        self._facts = Caption("", elide=True)
        self._capped = Label("", wrap=True, tone=Tone.HIGH)
        self.tabs = Tabs()
        self.model = PagedModel(change_columns(), _key_of, page_size=PAGE)
        self.table = TableView(self.model)
        self._feed = Feed(self.model, tasks, presenter.changes_from)
        self._none = EmptyState(
            self.tr("Nothing changes"),
            self.tr("Every issue stays in the pattern where it is."),
            icon="check",
        )
        self._states = StateStack(framed(self.table))
        self._lay_out()
        self._connect()

    def draw(self, state: RunsState) -> None:
        """Show the run and as much of its diff as has been read."""
        run = state.run
        self._facts.setText(facts_text(run) if run else "")
        capped = capped_text(run.result if run else None)
        self._capped.setText(capped)
        self._capped.setVisible(bool(capped))
        self.tabs.set_tabs(_tabs(run.result if run else None))
        self.tabs.set_current(state.kind or ALL)
        listed = (run.id if run else None, state.kind)
        self._feed.bring(state.changes, state.changes_total, listed)
        self._show(state)

    def _show(self, state: RunsState) -> None:
        if state.phase is Phase.FAILED and state.problem:
            self._states.show_error(state.problem.title, str(state.problem))
        elif not state.changes_read:
            self._states.show_loading()
        elif state.changes:
            self._states.show_content()
        else:
            self._states.show_empty(self._none)

    def _lay_out(self) -> None:
        lines = column(self._facts, self._capped, self.tabs, gap=10)
        lines.addWidget(self._states, 1)
        self.setLayout(lines)
        self._states.setMinimumHeight(LEAST_HEIGHT)
        self.tabs.setAccessibleName(self.tr("Kinds of changes"))
        self.table.setAccessibleName(self.tr("Changes"))

    def _connect(self) -> None:
        self.tabs.changed.connect(self._show_kind)
        self.table.opened.connect(self._open)
        self._states.retry_clicked.connect(
            lambda: self._tasks.spawn_latest(self._presenter.load(), name="runs")
        )

    def _show_kind(self, key: str) -> None:
        kind = None if key == ALL else RunChangeKind(key)
        self._tasks.spawn_latest(self._presenter.show_kind(kind), name="changes")

    def _open(self, row: object) -> None:
        run = self._presenter.state.run
        if isinstance(row, RunChange) and run is not None:
            waits = run.status is RunStatus.PROPOSED
            if target := visible_pattern(row, waits=waits):
                self.pattern_opened.emit(target)


def visible_pattern(change: RunChange, *, waits: bool) -> str | None:
    """Say which pattern of a change can be looked at now.

    Args:
        change: The line of the diff.
        waits: Whether the run still waits, so that what it would change is as it was.
    """
    arises = change.kind in (RunChangeKind.NEW, RunChangeKind.SPLIT)
    goes = change.kind in (RunChangeKind.MERGED, RunChangeKind.VANISHED)
    return change.other_id if (arises if waits else goes) else change.pattern_id


def _key_of(change: RunChange) -> str:
    return f"{change.kind} {change.pattern_id or change.name} {change.other_id or ''}"


def _tabs(found: DetectionResult | None) -> list[Tab]:
    """Give a tab for each kind; what the result does not count line by line has no number."""
    counts: dict[RunChangeKind, int | None] = {}
    if found is not None:
        counts = {
            RunChangeKind.MERGED: found.merged_patterns,
            RunChangeKind.SPLIT: found.split_patterns,
            RunChangeKind.VANISHED: found.vanished_patterns,
            RunChangeKind.NEW: found.new_patterns - found.split_patterns,
        }
    kinds = [Tab(kind, tr(words), counts.get(kind)) for kind, (words, _) in KINDS.items()]
    return [Tab(ALL, tr("All changes"), None), *kinds]
