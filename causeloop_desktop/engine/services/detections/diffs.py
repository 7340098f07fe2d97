"""Pages of what a run changed, with ids and titles as they are now."""

from collections.abc import Mapping
from dataclasses import dataclass

from causeloop_desktop.contract.base import IssueId, PatternId
from causeloop_desktop.contract.detections import RunChange, RunChangeKind, RunSample
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.detections.changes import ChangeRow, RunChangeStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore


@dataclass(frozen=True, slots=True)
class DiffPage:
    """Which lines of which run's diff are asked for."""

    run: int
    after: int
    limit: int
    kinds: tuple[RunChangeKind, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundChanges:
    """Lines of a diff; ``last`` is where the next page begins, if there is one."""

    changes: tuple[RunChange, ...]
    total: int
    last: int | None


def diff_page(workspace_key: int, asked: DiffPage, read: Read) -> FoundChanges:
    """Read a page of a run's diff."""
    store = RunChangeStore(read, workspace_key)
    rows = store.page(asked.run, asked.after, asked.limit + 1, asked.kinds)
    shown = rows[: asked.limit]
    keys = {key for row in shown for key in (row.pattern, row.other) if key is not None}
    ids = PatternStore(read, workspace_key).ids(keys)
    samples = samples_of(read, workspace_key, [key for row in shown for key in row.samples])
    return FoundChanges(
        changes=tuple(_to_change(row, ids, samples) for row in shown),
        total=store.count(asked.run, asked.kinds),
        last=shown[-1].key if len(rows) > asked.limit else None,
    )


def samples_of(read: Read, workspace_key: int, issues: list[int]) -> dict[int, RunSample]:
    """Give what is shown of some issues; those that are deleted are left out."""
    heads = DocumentStore(read, workspace_key).heads(issues)
    return {
        head.key: RunSample(id=IssueId(head.id), external_id=head.external_id, title=head.title)
        for head in heads
    }


def _to_change(
    row: ChangeRow, ids: Mapping[int, PatternId], samples: Mapping[int, RunSample]
) -> RunChange:
    return RunChange(
        kind=row.kind,
        pattern_id=ids.get(row.pattern),
        name=row.name,
        other_id=None if row.other is None else ids.get(row.other),
        other_name=row.other_name,
        issues=row.issues,
        size=row.size,
        samples=tuple(samples[key] for key in row.samples if key in samples),
    )
