from causeloop_desktop.contract.detections import RunChangeKind
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.detections.changes import ChangeRow, RunChangeStore
from tests.support.databases import add_workspace


def change(pattern: int, kind: RunChangeKind = RunChangeKind.NEW) -> ChangeRow:
    """Make a line about a pattern."""
    return ChangeRow(kind, pattern, None, f"P{pattern}", None, 3, 3, (7, 5))


def test_lines_come_in_the_order_in_which_they_were_told(
    database: Database, workspace: int
) -> None:
    def work(write: WriteTransaction) -> None:
        store = RunChangeStore(write.connection, workspace)
        store.add(4, [change(9), change(2, RunChangeKind.MERGED), change(5)])
        first = store.page(4, 0, 2)
        assert [row.pattern for row in first] == [9, 2]
        assert [row.pattern for row in store.page(4, first[-1].key, 2)] == [5]
        assert [row.pattern for row in store.page(4, 0, 9, [RunChangeKind.NEW])] == [9, 5]
        assert (store.count(4), store.count(4, [RunChangeKind.MERGED])) == (3, 1)
        assert first[0].samples == (7, 5)

    database.submit(work).result()


def test_lines_of_old_runs_and_of_others_are_apart(database: Database, workspace: int) -> None:
    def work(write: WriteTransaction) -> None:
        store = RunChangeStore(write.connection, workspace)
        store.add(1, map(change, range(5)))
        store.add(2, [change(1)])
        stranger = RunChangeStore(write.connection, other)
        assert (stranger.count(1), stranger.prune(9, 10)) == (0, 0)
        assert [store.prune(2, 3), store.prune(2, 3), store.prune(2, 3)] == [3, 2, 0]
        assert (store.count(1), store.count(2)) == (0, 1)

    other = add_workspace(database)
    database.submit(work).result()
