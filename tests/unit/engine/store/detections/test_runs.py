from causeloop_desktop.contract.detections import DetectionResult, RunStatus
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.detections.runs import RunStore
from tests.support.databases import add_workspace


def add(store: RunStore, now_us: int, status: RunStatus, base: int = 0) -> int:
    """Add a run that has come to this status."""
    run = store.add(now_us, "2026-11", {"mode": "auto"}, base)
    if status is not RunStatus.RUNNING:
        store.finish(run.key, now_us + 1, status, DetectionResult(run_id=run.id, issues=7))
    return run.key


def test_runs_are_paged_and_narrowed(database: Database, workspace: int) -> None:
    def work(write: WriteTransaction) -> None:
        store = RunStore(write.connection, workspace)
        keys = [add(store, n, RunStatus.CURRENT) for n in (1, 2, 3)]
        assert [row.key for row in store.page(None, 2)] == [keys[2], keys[1]]
        assert [row.key for row in store.page(keys[1], 2)] == [keys[0]]
        assert store.count([RunStatus.SUPERSEDED]) == 2
        latest = store.latest(RunStatus.SUPERSEDED)
        assert latest is not None
        assert (latest.key, latest.model.parameters) == (keys[1], {"mode": "auto"})
        assert latest.model.result is not None

    database.submit(work).result()


def test_a_run_belongs_to_its_workspace(database: Database, workspace: int) -> None:
    def work(write: WriteTransaction) -> None:
        store = RunStore(write.connection, workspace)
        run = store.add(1, "2026-11", {})
        stranger = RunStore(write.connection, other)
        assert stranger.by_id(run.id) is None
        stranger.decide(run.key, RunStatus.DISCARDED, 5)
        stranger.expire()
        assert store.find(run.key) == run

    other = add_workspace(database)
    database.submit(work).result()


def test_the_predecessor_of_an_accepted_run_is_kept_until_the_next(
    database: Database, workspace: int
) -> None:
    def work(write: WriteTransaction) -> None:
        store = RunStore(write.connection, workspace)
        first = add(store, 1, RunStatus.CURRENT)
        second = add(store, 2, RunStatus.PROPOSED, base=first)
        assert (store.predecessor(), store.unseen()) == (None, [])
        store.decide(second, RunStatus.CURRENT, 3)
        assert (store.predecessor(), store.unseen()) == (first, [])
        add(store, 4, RunStatus.FAILED, base=second)
        assert store.predecessor() == first, "what failed says nothing"
        add(store, 5, RunStatus.PROPOSED, base=second)
        assert store.predecessor() is None
        assert first in {row.key for row in store.unseen()}

    database.submit(work).result()


def test_what_is_pruned_is_not_pruned_again(database: Database, workspace: int) -> None:
    def work(write: WriteTransaction) -> None:
        store = RunStore(write.connection, workspace)
        key = add(store, 1, RunStatus.CANCELLED)
        store.set_basis(key, {"begun": [1]})
        assert store.basis(key) == {"begun": [1]}
        store.set_pruned(key)
        assert (store.unseen(), store.basis(key)) == ([], {})

    database.submit(work).result()
