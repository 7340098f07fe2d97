"""Detection runs as rows: version, parameters, seconds, counts, and what became of each."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, select, update

from causeloop_desktop.contract.base import RunId
from causeloop_desktop.contract.detections import DetectionResult, DetectionRun, RunStatus
from causeloop_desktop.contract.times import from_known_micros, from_micros
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import runs
from causeloop_desktop.engine.store.tenant import TenantStore

NEVER_SEEN = frozenset(
    {RunStatus.DISCARDED, RunStatus.EXPIRED, RunStatus.FAILED, RunStatus.CANCELLED}
)
"""What a run ends as whose patterns nobody has worked with."""

_ANSWERS = (
    RunStatus.PROPOSED,
    RunStatus.CURRENT,
    RunStatus.SUPERSEDED,
    RunStatus.DISCARDED,
    RunStatus.EXPIRED,
)
_UNDER_WAY = (RunStatus.RUNNING, RunStatus.PROPOSED, RunStatus.CURRENT)
_COLUMNS = tuple(column for column in runs.c if column is not runs.c.basis)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run with its keys.

    Attributes:
        through_issue: The newest issue it looked at.
        base: The run that was visible when it began.
        pruned: Whether its memberships and patterns are deleted.
    """

    key: int
    through_issue: int
    base: int
    pruned: bool
    model: DetectionRun

    @property
    def id(self) -> RunId:
        """The run's id."""
        return self.model.id

    @property
    def status(self) -> RunStatus:
        """What became of it."""
        return self.model.status


class RunStore(TenantStore):
    """The detection runs of one workspace, through one connection."""

    def add(
        self, now_us: int, version: str, parameters: Mapping[str, object], base: int = 0
    ) -> RunRow:
        """Begin a run on top of the visible one."""
        values = {
            "id": new_id("run", now_us),
            "workspace_key": self._workspace,
            "status": RunStatus.RUNNING,
            "version": version,
            "parameters": json.dumps(parameters),
            "created_us": now_us,
            "base_run": base,
        }
        statement = insert(runs).values(values).returning(*_COLUMNS)
        return _to_run(self._connection.execute(statement).one())

    def find(self, key: int) -> RunRow | None:
        """Give a run; 0, which stands before the first one, is none."""
        return self._one(runs.c.key == key)

    def by_id(self, run_id: str) -> RunRow | None:
        """Give the run with this id, if this workspace has it."""
        return self._one(runs.c.id == run_id)

    def latest(self, *statuses: RunStatus) -> RunRow | None:
        """Give the newest run, or the newest of some statuses."""
        found = self.page(None, 1, statuses)
        return found[0] if found else None

    def page(
        self, before: int | None, limit: int, statuses: Collection[RunStatus] = ()
    ) -> list[RunRow]:
        """Give runs, newest first, beginning after the run ``before``."""
        wanted = self._with(statuses)
        if before is not None:
            wanted = and_(wanted, runs.c.key < before)
        statement = select(*_COLUMNS).where(wanted).order_by(runs.c.key.desc()).limit(limit)
        return [_to_run(row) for row in self._connection.execute(statement)]

    def count(self, statuses: Collection[RunStatus] = ()) -> int:
        """Count the runs of this workspace."""
        counted = select(func.count()).select_from(runs).where(self._with(statuses))
        return self._connection.execute(counted).scalar_one()

    def unseen(self) -> list[RunRow]:
        """Give the runs that ended, are not visible, and have rows that may be left.

        The predecessor of an accepted run stays until the next one, so that the accept can be
        undone.
        """
        left = self._mine(runs.c.pruned == 0, runs.c.status.not_in(_UNDER_WAY))
        rows = map(_to_run, self._connection.execute(select(*_COLUMNS).where(left)))
        kept = self.predecessor()
        return [row for row in rows if row.key != kept]

    def kept_ids(self) -> list[RunId]:
        """Give the ids of the runs of which everything is kept."""
        kept = self.predecessor()
        under_way = self._mine(runs.c.status.in_(_UNDER_WAY))
        rows = self._connection.execute(select(runs.c.id).where(under_way | (runs.c.key == kept)))
        return [RunId(run_id) for run_id in rows.scalars()]

    def predecessor(self) -> int | None:
        """Give the run that an undo of the last accept would bring back, if there is one.

        The next run that ends well makes it go.
        """
        current = self.latest(RunStatus.CURRENT)
        if current is None or current.model.decided_at is None:
            return None
        newest = self.latest(*_ANSWERS)
        return current.base if newest is None or newest.key <= current.key else None

    def oldest_of_latest(self, count: int) -> int:
        """Give the oldest of the latest ``count`` runs; 0 where there are fewer."""
        found = self.page(None, count)
        return found[-1].key if len(found) == count else 0

    def abandon(self, now_us: int) -> None:
        """Give up runs that an engine left behind when it was killed."""
        self._update(
            runs.c.status == RunStatus.RUNNING, status=RunStatus.FAILED, finished_us=now_us
        )

    def expire(self) -> None:
        """End the waiting of proposals: a newer run answers for all issues."""
        self._update(runs.c.status == RunStatus.PROPOSED, status=RunStatus.EXPIRED)

    def see_through(self, key: int, through_issue: int, version: str) -> None:
        """Note the newest issue that a run looked at, and the configuration it looked with."""
        self._update(runs.c.key == key, through_issue=through_issue, version=version)

    def finish(
        self, key: int, now_us: int, status: RunStatus, result: DetectionResult | None = None
    ) -> None:
        """Write how a run ended; a new current one supersedes those before it."""
        if status is RunStatus.CURRENT:
            self._update(runs.c.status == RunStatus.CURRENT, status=RunStatus.SUPERSEDED)
        kept = None if result is None else result.model_dump_json()
        self._update(runs.c.key == key, status=status, finished_us=now_us, result=kept)

    def decide(self, key: int, status: RunStatus, decided_us: int | None) -> None:
        """Write what a person decided about a run, or that the decision was taken back."""
        if status is RunStatus.CURRENT:
            self._update(runs.c.status == RunStatus.CURRENT, status=RunStatus.SUPERSEDED)
        self._update(runs.c.key == key, status=status, decided_us=decided_us)

    def bring_back(self, key: int, instead_of: int) -> None:
        """Make the run ``key`` current again; the accepted one waits as it did before."""
        self._update(runs.c.key == instead_of, status=RunStatus.PROPOSED, decided_us=None)
        self._update(runs.c.key == key, status=RunStatus.CURRENT)

    def set_pruned(self, key: int) -> None:
        """Note that nothing but a run's row and its changes is left."""
        self._update(runs.c.key == key, pruned=1, basis="{}")

    def basis(self, key: int) -> dict[str, Any]:
        """Give what was noted for the moment when a run becomes visible, or stops to be."""
        wanted = select(runs.c.basis).where(self._mine(runs.c.key == key))
        found: dict[str, Any] = json.loads(self._connection.execute(wanted).scalar_one())
        return found

    def set_basis(self, key: int, basis: Mapping[str, object]) -> None:
        """Note what ``basis`` gives."""
        self._update(runs.c.key == key, basis=json.dumps(basis))

    def _one(self, condition: Any) -> RunRow | None:
        row = self._connection.execute(select(*_COLUMNS).where(self._mine(condition)))
        found = row.one_or_none()
        return None if found is None else _to_run(found)

    def _update(self, condition: Any, **values: Any) -> None:
        self._connection.execute(update(runs).where(self._mine(condition)).values(**values))

    def _with(self, statuses: Collection[RunStatus]) -> Any:
        return self._mine(runs.c.status.in_(statuses)) if statuses else self._mine()

    def _mine(self, *conditions: Any) -> Any:
        return self._of(runs, *conditions)


def _to_run(row: Any) -> RunRow:
    result = None if row.result is None else DetectionResult.model_validate_json(row.result)
    model = DetectionRun(
        id=RunId(row.id),
        status=RunStatus(row.status),
        version=row.version,
        parameters=json.loads(row.parameters),
        result=result,
        created_at=from_micros(row.created_us),
        finished_at=from_known_micros(row.finished_us),
        decided_at=from_known_micros(row.decided_us),
    )
    return RunRow(row.key, row.through_issue, row.base_run, bool(row.pruned), model)
