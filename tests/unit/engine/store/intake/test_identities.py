from causeloop_desktop.engine.store.database import Database
from tests.support.databases import add_workspace
from tests.support.ingest import put, record, stored


def test_sources_origins_and_workspaces_keep_apart(database: Database, workspace: int) -> None:
    other = add_workspace(database)
    places = [("jira", "site-a"), ("jira", "site-b"), ("custom_api", "nagios")]
    for source, origin in places:
        put(database, workspace, record(source=source, origin=origin))
    put(database, other, record(source="jira", origin="site-a"))
    assert len(stored(database, workspace)) == 3
    assert len(stored(database, other)) == 1


def test_a_push_finds_the_one_synced_issue(database: Database, workspace: int) -> None:
    synced = put(database, workspace, record(origin="site-a"))
    pushed = put(database, workspace, record(title="Pushed"))
    assert pushed.ids == synced.ids


def test_a_push_that_could_mean_two_is_a_third(database: Database, workspace: int) -> None:
    put(database, workspace, record(origin="site-a"))
    put(database, workspace, record(origin="site-b"))
    assert put(database, workspace, record()).created == 1
