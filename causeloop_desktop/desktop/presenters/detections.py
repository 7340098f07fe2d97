"""Runs of pattern detection: what each changed, and the one that waits for consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.contract.detections import RunChangeFilter, RunChangeKind, RunStatus
from causeloop_desktop.desktop.presenters.base import Phase, Presenter
from causeloop_desktop.desktop.presenters.reading import PAGE, Reading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from causeloop_desktop.contract.base import Page, RunId
    from causeloop_desktop.contract.detections import DetectionRun, RunChange, RunDecided
    from causeloop_desktop.desktop.presenters.session import Session


@dataclass(frozen=True)
class RunsState:
    """The history of runs, and the one that is looked at.

    Attributes:
        runs: The first page, newest first.
        run: The one that is looked at.
        kind: Which of its changes are listed; ``None`` lists all.
        changes: The first page of those.
        changes_total: How many there are.
        deciding: Whether an answer is on its way.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    runs: tuple[DetectionRun, ...] = ()
    runs_total: int = 0
    run: DetectionRun | None = None
    kind: RunChangeKind | None = None
    changes: tuple[RunChange, ...] = ()
    changes_total: int = 0
    changes_read: bool = False
    deciding: bool = False

    @property
    def can_decide(self) -> bool:
        """Whether the run that is looked at waits for consent."""
        waits = self.run is not None and self.run.status is RunStatus.PROPOSED
        return waits and not self.deciding


class DetectionsPresenter(Presenter[RunsState]):
    """Reads runs and their diffs, and tells the engine what a person decided."""

    def __init__(self, session: Session) -> None:
        super().__init__(RunsState())
        self._session = session
        self._runs = Reading(self._fetch_runs)
        self._changes = Reading(self._fetch_changes)

    async def load(self) -> None:
        """Read the history anew; the run that is looked at stays, else it is the newest."""
        try:
            await self._runs.begin()
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        runs = self._runs.rows
        self._change(
            phase=Phase.READY if runs else Phase.EMPTY,
            problem=None,
            runs=runs,
            runs_total=self._runs.total,
        )
        if runs:
            same = (run for run in runs if self.state.run and run.id == self.state.run.id)
            await self.look_at(next(same, runs[0]))

    async def open(self, run_id: RunId) -> None:
        """Look at one run without the history around it."""
        try:
            await self.look_at(await self._session.client.detections.get(run_id))
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)

    async def look_at(self, run: DetectionRun) -> None:
        """Look at a run and read what it changed."""
        is_other = self.state.run is None or self.state.run.id != run.id
        if is_other:
            self._change(run=run, kind=None, changes=(), changes_total=0, changes_read=False)
        else:
            self._change(run=run)
        await self._read_changes()

    async def show_kind(self, kind: RunChangeKind | None) -> None:
        """List only the changes of one kind."""
        if kind is not self.state.kind:
            self._change(kind=kind, changes=(), changes_total=0, changes_read=False)
            await self._read_changes()

    async def runs_from(self, first: int) -> tuple[DetectionRun, ...]:
        """Read the history from number ``first`` on."""
        return await self._runs.page(first)

    async def changes_from(self, first: int) -> tuple[RunChange, ...]:
        """Read the changes that are listed from number ``first`` on."""
        return await self._changes.page(first)

    async def accept(self) -> RunDecided | None:
        """Show the patterns of the run that waits."""
        return await self._decide(self._session.client.detections.accept)

    async def discard(self) -> RunDecided | None:
        """Drop the run that waits."""
        return await self._decide(self._session.client.detections.discard)

    async def _decide(self, decide: Callable[[str], Awaitable[RunDecided]]) -> RunDecided | None:
        run = self.state.run
        if run is None or not self.state.can_decide:
            return None
        self._change(deciding=True)
        try:
            decided = await decide(run.id)
        finally:
            self._change(deciding=False)
        self._change(run=decided.run)
        return decided

    async def _read_changes(self) -> None:
        run, kind = self.state.run, self.state.kind
        try:
            await self._changes.begin()
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        if (self.state.run, self.state.kind) == (run, kind):
            self._change(
                phase=Phase.READY,
                problem=None,
                changes=self._changes.rows,
                changes_total=self._changes.total,
                changes_read=True,
            )

    async def _fetch_runs(self, cursor: str | None) -> Page[DetectionRun]:
        return await self._session.client.detections.list(limit=PAGE, cursor=cursor)

    async def _fetch_changes(self, cursor: str | None) -> Page[RunChange]:
        run, kind = self.state.run, self.state.kind
        filter_ = RunChangeFilter(kind=(kind,)) if kind else None
        return await self._session.client.detections.diff(
            "" if run is None else run.id, filter_, limit=PAGE, cursor=cursor
        )
