"""What people said of predictions; the predictions themselves are computed, never stored."""

from sqlalchemy import and_, delete, insert, select

from causeloop_desktop.contract.predictions import PredictionStatus
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.schema import predictions
from causeloop_desktop.engine.store.tenant import TenantStore


class PredictionStore(TenantStore):
    """The statuses of one workspace's predictions, through one connection."""

    def dismissed(self) -> frozenset[tuple[int, int]]:
        """Give the (pattern, window in days) of every prediction that was waved away."""
        columns = (predictions.c.pattern_key, predictions.c.window_days)
        waved = self._of(
            predictions,
            predictions.c.status == PredictionStatus.DISMISSED,
        )
        rows = self._connection.execute(select(*columns).where(waved))
        return frozenset((pattern, days) for pattern, days in rows)


def set_prediction(
    transaction: WriteTransaction,
    workspace_key: int,
    prediction_id: str,
    about: tuple[int, int],
    status: PredictionStatus,
) -> None:
    """Write what a person said of the prediction ``about`` (pattern key, window in days)."""
    pattern, days = about
    mine = and_(
        predictions.c.workspace_key == workspace_key,
        predictions.c.pattern_key == pattern,
        predictions.c.window_days == days,
    )
    transaction.connection.execute(delete(predictions).where(mine))
    transaction.connection.execute(
        insert(predictions).values(
            id=prediction_id,
            workspace_key=workspace_key,
            pattern_key=pattern,
            window_days=days,
            status=status,
            changed_us=transaction.now_us,
        )
    )
