"""Operations: every change by a person, with who, what, and how to take it back."""

from causeloop_desktop.contract.base import Changes, Instant, Model, OperationId


class Operation(Model):
    """A change by a person; ``undone_by`` names the operation that took it back."""

    id: OperationId
    kind: str
    actor: str
    summary: str
    created_at: Instant
    undone_by: OperationId | None = None
    undoes: OperationId | None = None


class OperationUndone(Model):
    """The undo as an operation of its own, and what it changed."""

    operation: Operation
    changes: Changes = Changes()
