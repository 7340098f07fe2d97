"""Workspaces as rows."""

from causeloop_desktop.contract.base import WorkspaceId
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceRow, WorkspaceStore
from tests.support.databases import add_workspace

DRAFT = WorkspaceRow(0, WorkspaceId("ws_x"), "x", "X", "Europe/Berlin", False, 5)


def test_a_workspace_gets_a_key_and_is_found_by_id_or_slug(database: Database) -> None:
    def work(store: WorkspaceStore) -> WorkspaceRow:
        return store.add(store.add_organization(1, "Acme", "acme"), DRAFT)

    added = database.submit(lambda write: work(WorkspaceStore(write.connection))).result()
    assert added.key > 0
    found = database.read_now(
        lambda read: [WorkspaceStore(read).find(wanted) for wanted in ("ws_x", "x", "y")]
    )
    assert found == [added, added, None]
    assert added.model.timezone == "Europe/Berlin"


def test_a_workspace_becomes_the_sample(database: Database, workspace: int) -> None:
    database.submit(lambda write: WorkspaceStore(write.connection).mark_sample(workspace)).result()
    assert database.read_now(lambda read: WorkspaceStore(read).by_key(workspace)).is_sample


def test_workspaces_stand_in_the_order_they_were_made(database: Database) -> None:
    keys = [add_workspace(database) for _ in range(3)]
    first = database.read_now(lambda read: WorkspaceStore(read).page(0, 2))
    rest = database.read_now(lambda read: WorkspaceStore(read).page(first[-1].key, 2))
    assert [row.key for row in (*first, *rest)] == keys
