"""What people say of predictions: waved away or brought back, and each can be undone."""

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.predictions import PredictionStatus
from causeloop_desktop.engine.services.predictions.rows import Row, prediction_id
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.forecasts.predictions import PredictionStore, set_prediction
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.work.outbox import record_change

PATCH = "prediction.patch"


def set_status(write: WriteTransaction, workspace_key: int, actor: str, row: Row) -> None:
    """Give a prediction the status of ``row``."""
    about = row.numbers.key, row.days
    waved = about in PredictionStore(write.connection, workspace_key).dismissed()
    before = PredictionStatus.DISMISSED if waved else PredictionStatus.ACTIVE
    verb = "Dismissed" if row.status is PredictionStatus.DISMISSED else "Brought back"
    summary = f"{verb} the {row.days}-day prediction of “{row.numbers.name}”"
    shown = prediction_id(row.numbers.id, row.days)
    inverse = {"id": shown, "about": about, "status": before}
    record_operation(write, workspace_key, Act(actor, PATCH, summary, inverse))
    record_change(write, workspace_key, ChangeKind.PREDICTIONS, [shown])
    set_prediction(write, workspace_key, shown, about, row.status)


def undo_status(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Give a prediction the status that it had before."""
    pattern, days = operation.inverse["about"]
    shown, status = operation.inverse["id"], PredictionStatus(operation.inverse["status"])
    record_change(write, workspace_key, ChangeKind.PREDICTIONS, [shown])
    set_prediction(write, workspace_key, shown, (pattern, days), status)
