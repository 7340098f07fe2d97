"""Reads columns from the database, and afterwards only what commits have changed."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, and_, select

from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.columns.table import FIELDS, UNLINKED, IssueColumns
from causeloop_desktop.engine.store.schema import issues, memberships, workspaces

_AT_ONCE = 20_000
_IN_ONE_STATEMENT = 5_000
_COLUMNS = [issues.c[name] for name in FIELDS]


class Commit(NamedTuple):
    """The state of a workspace that columns show.

    Attributes:
        workspace: The id; the same key may stand for another one in another database.
        run: The run whose patterns issues are in.
        sequence: The last commit that was taken in.
    """

    workspace: str
    run: int
    sequence: int


NEVER = Commit("", -1, -1)


def current(connection: Connection, workspace_key: int) -> Commit:
    """Give the state of a workspace now."""
    wanted = select(workspaces.c.id, workspaces.c.current_run, workspaces.c.sequence)
    return Commit(*connection.execute(wanted.where(workspaces.c.key == workspace_key)).one())


class FreshColumns:
    """The columns of a workspace, brought up to date by ``refresh``.

    Attributes:
        commit: What they show.
    """

    def __init__(
        self,
        workspace_key: int,
        columns: IssueColumns | None = None,
        commit: Commit = NEVER,
    ) -> None:
        self.columns = columns or IssueColumns()
        self.commit = commit
        self._workspace = workspace_key

    def refresh(self, connection: Connection, touched: Collection[int]) -> bool:
        """Read what is new and what was touched; give whether there was anything.

        Args:
            connection: A snapshot that was begun after ``touched`` was taken.
            touched: Keys of issues that look different since the last call.
        """
        commit = current(connection, self._workspace)
        if commit.sequence == self.commit.sequence and not touched:
            return False
        known = self.columns.last_key
        self._append(connection)
        self._reread(connection, sorted(key for key in touched if key <= known))
        if (run := commit.run) == self.commit.run:
            self._place(connection, run, memberships.c.issue_key > known)
            for some in batches(sorted(touched), _IN_ONE_STATEMENT):
                self._unplace(some)
                self._place(connection, run, memberships.c.issue_key.in_(some))
        else:
            self.columns["pattern"][:] = UNLINKED
            self._place(connection, run, memberships.c.issue_key > 0)
        self.commit = commit
        return True

    def _append(self, connection: Connection) -> None:
        while True:
            rows = connection.execute(
                select(*_COLUMNS)
                .where(self._mine(issues.c.key > self.columns.last_key))
                .order_by(issues.c.key)
                .limit(_AT_ONCE)
            ).fetchall()
            self.columns.append(rows)
            if len(rows) < _AT_ONCE:
                return

    def _reread(self, connection: Connection, keys: Sequence[int]) -> None:
        for some in batches(keys, _IN_ONE_STATEMENT):
            statement = select(*_COLUMNS).where(self._mine(issues.c.key.in_(some)))
            rows = connection.execute(statement.order_by(issues.c.key)).fetchall()
            keys_found = np.array([row.key for row in rows], np.int64)
            self.columns.assign(self.columns.locate(keys_found)[0], rows)

    def _unplace(self, keys: Sequence[int]) -> None:
        positions, _ = self.columns.locate(np.array(keys, np.int64))
        self.columns["pattern"][positions] = UNLINKED

    def _place(self, connection: Connection, run: int, which: Any) -> None:
        """Read which patterns issues are in, for those of the run that ``which`` says."""
        rows = connection.execute(
            select(memberships.c.issue_key, memberships.c.pattern_key).where(
                memberships.c.workspace_key == self._workspace,
                memberships.c.run_key == run,
                memberships.c.pattern_key != UNLINKED,
                which,
            ),
            execution_options={"yield_per": _AT_ONCE},
        )
        for some in rows.partitions():
            keys, patterns = np.array(some, np.int64).T
            positions, here = self.columns.locate(keys)
            self.columns["pattern"][positions] = patterns[here]

    def _mine(self, *conditions: Any) -> Any:
        return and_(issues.c.workspace_key == self._workspace, *conditions)
