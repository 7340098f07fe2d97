"""The runs of a connection: counts, duration, live progress, and what was skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from causeloop_desktop.contract.connectors import SyncRun, SyncRunId
from causeloop_desktop.desktop.presenters.reading import PAGE
from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text, tr
from causeloop_desktop.desktop.views.feeding import Feed
from causeloop_desktop.desktop.views.integrations.words import (
    ADVICE,
    REASONS,
    RUN_STATUSES,
    RUN_TONES,
    run_text,
    took_text,
    waiting_text,
)
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import framed
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import (
    ChipValue,
    Column,
    Kind,
    PagedModel,
    TableView,
    TextValue,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from causeloop_desktop.contract.connectors import SkippedRow
    from causeloop_desktop.desktop.presenters.connection import (
        ConnectionPresenter,
        ConnectionState,
    )
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

SKIPPED_WIDTH, SKIPPED_HEIGHT = 860, 460


class RunHistory(QWidget):
    """The table of runs above, the one that is looked at below."""

    def __init__(self, desk: Desk, presenter: ConnectionPresenter, tasks: TaskGroup) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = presenter
        self._tasks = tasks
        self.model = PagedModel(self._columns(), lambda run: str(run.id), page_size=PAGE)
        self.table = TableView(self.model)
        self._feed = Feed(self.model, tasks, presenter.runs_from)
        self._none = EmptyState(
            self.tr("Not read yet"),
            self.tr("The first reading brings the past; press Sync now to begin."),
            icon="clock",
        )
        self._states = StateStack(framed(self.table))
        self._shown: SyncRunId | None = None
        self._told = Label("", wrap=True)
        self._more = Caption("", wrap=True)
        self.skipped = Button(self.tr("Show the skipped rows…"))
        self._lay_out()

    def draw(self, state: ConnectionState) -> None:
        """Show the runs and the one that is looked at."""
        self._feed.bring(state.runs, state.runs_total)
        if state.runs:
            self._states.show_content()
        else:
            self._states.show_empty(self._none)
        run = state.run
        if run is not None and run.id != self._shown:
            # A run that has begun is looked at, and so it is the one that is marked.
            self._shown = run.id
            self.table.focus_key(str(run.id))
        newest = state.runs[0] if state.runs else None
        self._told.setVisible(run is not None and (run != newest or run.details is not None))
        self.skipped.setVisible(run is not None and run.skipped > 0)
        self._more.hide()
        if run is not None:
            self._tell(run)

    def take_keyboard(self) -> None:
        """Begin in the table."""
        self._states.take_keyboard(self.table)

    def _tell(self, run: SyncRun) -> None:
        self._told.setText(run_text(run, self._desk.clock()))
        self._told.set_tone(Tone.CRITICAL if run.details else None)
        if run.details is None:
            return
        parts = [ADVICE[run.details.advice]]
        if run.details.upstream:
            words = self.tr("The provider said: {words}")
            parts.append(words.format(words=run.details.upstream))
        self._more.setText(" ".join(parts))
        self._more.show()

    def _lay_out(self) -> None:
        self.table.setAccessibleName(self.tr("Sync history"))
        self.table.set_clock(self._desk.clock)
        self.table.focused.connect(self._look_at)
        self.skipped.clicked.connect(
            lambda: self._tasks.spawn_latest(self._show_skipped(), name="skipped")
        )
        foot = row(column(self._told, self._more, gap=2), self.skipped)
        foot.setStretch(0, 1)
        lines = column(self._states, foot, gap=10)
        lines.setStretch(0, 1)
        self.setLayout(lines)

    def _look_at(self, run: object) -> None:
        if isinstance(run, SyncRun):
            self._presenter.look_at(run)

    async def _show_skipped(self) -> None:
        run = self._presenter.state.run
        if run is not None:
            SkippedDialog(self, run, await self._presenter.skipped(run)).open()

    def _columns(self) -> tuple[Column, ...]:
        counts = (
            ("new", tr("New"), 64),
            ("updated", tr("Updated"), 78),
            ("unchanged", tr("Unchanged"), 92),
            ("skipped", tr("Skipped"), 78),
            ("failed", tr("Failed"), 66),
        )
        numbers = (
            Column(name, title, _reading(name), Kind.NUMBER, width) for name, title, width in counts
        )
        return (
            Column("started_at", tr("Started"), _started, Kind.TIME, 116),
            Column("status", tr("Status"), self._status, Kind.CHIP, 92),
            Column("reason", tr("Why"), _reason, Kind.MUTED, 92, drop_below=780),
            Column("took", tr("Took"), self._took, Kind.NUMBER, 70),
            *numbers,
            Column("details", tr("What went wrong"), _wrong, Kind.TEXT, 200, 1, 120),
        )

    def _status(self, run: SyncRun) -> ChipValue:
        if waiting_text(run, self._desk.clock()):
            return ChipValue(tr("waiting"), Tone.MEDIUM)
        return ChipValue(RUN_STATUSES[run.status], RUN_TONES[run.status])

    def _took(self, run: SyncRun) -> str:
        return took_text(run, self._desk.clock())


class SkippedDialog(Dialog):
    """The rows that could not become issues, as they came, and why."""

    def __init__(self, parent: QWidget, run: SyncRun, rows: tuple[SkippedRow, ...]) -> None:
        words = parent.tr("These rows could not become issues; all others were taken.")
        super().__init__(parent, parent.tr("Skipped rows"), words, SKIPPED_WIDTH)
        self.prefer_size(SKIPPED_WIDTH, SKIPPED_HEIGHT)
        self.model = PagedModel(_skipped_columns(), lambda row: str(hash(row)), page_size=PAGE)
        self.model.set_rows(rows)
        self.table = TableView(self.model)
        self.table.setAccessibleName(self.tr("Skipped rows"))
        self.add(framed(self.table), 1)
        if run.skipped > len(rows):
            told = self.tr("The first {n} of {total} are shown.")
            self.add(Caption(told.format(n=len(rows), total=count_text(run.skipped))))
        self.set_buttons(self.cancel_button(self.tr("Close")))


def _skipped_columns() -> tuple[Column, ...]:
    return (
        Column("reason", tr("Why"), lambda row: row.reason, Kind.TEXT, 300, 1, 160),
        Column("stream", tr("List"), lambda row: row.stream, Kind.MUTED, 110),
        Column("row", tr("As it came"), lambda row: row.row, Kind.MUTED, 380, 2, 200),
    )


def _reading(name: str) -> Callable[[SyncRun], int]:
    return lambda run: int(getattr(run, name))


def _started(run: SyncRun) -> datetime:
    return run.started_at


def _reason(run: SyncRun) -> str:
    return REASONS.get(run.reason, run.reason)


def _wrong(run: SyncRun) -> TextValue | str:
    return TextValue(run.details.message, Tone.CRITICAL) if run.details else ""
