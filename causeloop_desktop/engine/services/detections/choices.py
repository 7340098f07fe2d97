"""What a workspace chose for its patterns: read, changed as an operation, taken back."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.detections import (
    DetectionSettings,
    DetectionSettingsChanged,
    DetectionSettingsPatch,
)
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.store.database import Read, WriteTransaction
from causeloop_desktop.engine.store.patterns.rows import SETTINGS
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.work.outbox import changes_of, record_change

PATCH = "detection.settings"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a workspace chose; the defaults where it chose nothing."""

    minimum_size: int = 2
    sensitivity: float = 0.5
    gap_hours: float = 6.0

    @classmethod
    def of(cls, read: Read, workspace_key: int) -> Self:
        """Read what a workspace chose."""
        return cls.from_json(WorkspaceStore(read).settings(workspace_key, SETTINGS))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read kept choices; what a newer program added is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    @property
    def model(self) -> DetectionSettings:
        """The choices as the API shows them."""
        return DetectionSettings(**asdict(self))

    def for_worker(self) -> dict[str, object]:
        """Give what decides how issues are grouped."""
        return {"minimum_size": self.minimum_size, "sensitivity": self.sensitivity}


def patch_settings(
    write: WriteTransaction, workspace_key: int, actor: str, patch: DetectionSettingsPatch
) -> DetectionSettingsChanged:
    """Write what a person chose, as an operation; nothing where it is what stands."""
    before = Choices.of(write.connection, workspace_key)
    chosen = patch.model_dump(exclude_none=True)
    after = Choices(**{**asdict(before), **chosen})
    if after == before:
        return DetectionSettingsChanged(settings=before.model)
    inverse = {"before": asdict(before), "after": asdict(after)}
    act = Act(actor, PATCH, _summary(before, after), inverse)
    operation = record_operation(write, workspace_key, act)
    _keep(write, workspace_key, after)
    return DetectionSettingsChanged(
        settings=after.model,
        operation_id=operation.id,
        changes=changes_of(write, workspace_key),
    )


def undo_settings(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Give a workspace the settings that it had before.

    Raises:
        ConflictError: Somebody has changed them again since.
    """
    now = Choices.of(write.connection, workspace_key)
    if now != Choices.from_json(operation.inverse["after"]):
        raise ConflictError("The settings have been changed again since. Undo that change first.")
    _keep(write, workspace_key, Choices.from_json(operation.inverse["before"]))


def _keep(write: WriteTransaction, workspace_key: int, choices: Choices) -> None:
    WorkspaceStore(write.connection).set_settings(workspace_key, SETTINGS, asdict(choices))
    record_change(write, workspace_key, ChangeKind.DETECTIONS)
    record_change(write, workspace_key, ChangeKind.PATTERNS, count=1)


def _summary(before: Choices, after: Choices) -> str:
    parts = [
        f"{label} {new:g}"
        for label, old, new in (
            ("minimum size", before.minimum_size, after.minimum_size),
            ("sensitivity", before.sensitivity, after.sensitivity),
            ("gap in hours", before.gap_hours, after.gap_hours),
        )
        if old != new
    ]
    return f"Set {', '.join(parts)} for patterns"
