"""When a detection begins by itself: enough issues wait in quiet, or the settings changed."""

from causeloop_desktop.contract.detections import RunStatus
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.services.detections.choices import Choices
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.detections.runs import RunRow, RunStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.work.jobs import JobStore
from causeloop_desktop.engine.store.work.operations import OperationStore

QUIET_US = 60_000_000
"""Without ingest, and without anybody's changes, for so long a workspace is at rest."""

LEAST_WAITING = 50
WAITING_SHARE = 0.01
"""A detection is due where more issues than this, and than this share, have no pattern."""


def is_due(read: Read, workspace_key: int, now_us: int) -> bool:
    """Tell whether patterns should be looked for anew, and nothing is at work."""
    documents = DocumentStore(read, workspace_key)
    changed_us = documents.last_change_us()
    acted_us = OperationStore(read, workspace_key).latest_us()
    # What a clock that was wrong has put into the future is no sign of life.
    at_work = min(abs(now_us - changed_us), abs(now_us - acted_us)) < QUIET_US
    if at_work or _busy(read, workspace_key):
        return False
    latest = RunStore(read, workspace_key).latest()
    if latest is not None and _chosen_otherwise(read, workspace_key, latest):
        return True
    if latest is not None and changed_us < to_micros(latest.model.created_at) <= now_us:
        return False  # it has seen everything, and one that failed would fail again
    waiting = _waiting(read, workspace_key)
    return waiting > LEAST_WAITING and waiting > WAITING_SHARE * documents.count()


def _busy(read: Read, workspace_key: int) -> bool:
    jobs = JobStore(read, workspace_key)
    return any(jobs.open_of(kind) for kind in (JobKind.IMPORT, JobKind.DETECTION))


def _chosen_otherwise(read: Read, workspace_key: int, latest: RunRow) -> bool:
    """Tell whether the settings changed since the last run began, whatever became of it."""
    chosen = Choices.of(read, workspace_key).for_worker()
    used = latest.model.parameters
    return any(used.get(name, value) != value for name, value in chosen.items())


def _waiting(read: Read, workspace_key: int) -> int:
    """Count what came since the last run and is in no pattern: the pool, and what nobody saw.

    A run that waits for consent has looked at its issues, too: it is not proposed again for them.
    """
    memberships = MembershipStore(read, workspace_key)
    reach = memberships.reach()
    runs = RunStore(read, workspace_key)
    looked = (runs.find(reach.run), runs.latest(RunStatus.PROPOSED))
    through = max((run.through_issue for run in looked if run is not None), default=0)
    unseen = DocumentStore(read, workspace_key).count(max(through, reach.matched_through))
    return unseen + memberships.count_pool(reach.run, through)
