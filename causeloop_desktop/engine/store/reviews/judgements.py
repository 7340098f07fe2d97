"""What people judged of scores, as rows; those of operations that were undone do not count."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select

from causeloop_desktop.engine.domain.reviews.calibration import Judgement
from causeloop_desktop.engine.store.permille import from_permille, to_permille
from causeloop_desktop.engine.store.schema import judgements, operations
from causeloop_desktop.engine.store.tenant import TenantStore

REMEMBERED = 1_000
"""The newest judgements that count: what was decided long ago was about other issues."""


class JudgementStore(TenantStore):
    """The judgements of one workspace, through one connection."""

    def add(self, judged: Iterable[Judgement]) -> None:
        """Write what an operation said of scores."""
        values = [
            {
                "workspace_key": self._workspace,
                "operation_key": one.operation,
                "shape": one.shape,
                "score_permille": to_permille(one.score),
                "same": int(one.same),
            }
            for one in judged
        ]
        if values:
            self._connection.execute(insert(judgements), values)

    def all(self) -> list[Judgement]:
        """Give what stands, newest first."""
        mine = self._of(
            judgements,
            operations.c.key == judgements.c.operation_key,
            operations.c.undone_by.is_(None),
        )
        newest = select(judgements).where(mine).order_by(judgements.c.key.desc())
        rows = self._connection.execute(newest.limit(REMEMBERED))
        return [_to_judgement(row) for row in rows]


def _to_judgement(row: Any) -> Judgement:
    return Judgement(
        operation=row.operation_key,
        shape=row.shape,
        score=from_permille(row.score_permille),
        same=bool(row.same),
    )
