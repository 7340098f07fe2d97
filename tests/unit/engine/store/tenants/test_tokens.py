"""Tokens as rows."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.tenants.tokens import (
    RefreshStore,
    TokenStore,
    find_token,
    touch_token,
)
from tests.support.databases import add_workspace

SCOPES = (Scope.ISSUES_READ, Scope.INGEST_WRITE)


def test_a_token_is_found_by_its_digest_in_any_workspace(
    database: Database, workspace: int
) -> None:
    token = database.submit(
        lambda write: TokenStore(write.connection, workspace).add(7, "ci", "digest", SCOPES)
    ).result()
    found = database.read_now(lambda read: find_token(read, "digest"))
    assert found is not None
    assert (found.workspace_key, found.model, token.scopes) == (workspace, token, SCOPES)
    assert database.read_now(lambda read: find_token(read, "other")) is None


def test_its_last_use_is_noted(database: Database, workspace: int) -> None:
    database.submit(
        lambda write: TokenStore(write.connection, workspace).add(7, "ci", "digest", SCOPES)
    ).result()
    found = database.read_now(lambda read: find_token(read, "digest"))
    assert found is not None
    database.submit(lambda write: touch_token(write.connection, found.key, 9)).result()
    again = database.read_now(lambda read: find_token(read, "digest"))
    assert again is not None
    assert again.last_used_us == 9


def test_a_foreign_workspace_cannot_revoke_it(database: Database, workspace: int) -> None:
    token = database.submit(
        lambda write: TokenStore(write.connection, workspace).add(7, "ci", "digest", SCOPES)
    ).result()
    stranger = add_workspace(database)

    def revoke(key: int) -> bool:
        return database.submit(
            lambda write: TokenStore(write.connection, key).revoke(token.id, 9)
        ).result()

    assert (revoke(stranger), revoke(workspace)) == (False, True)


def test_a_refresh_token_is_used_or_revoked_with_its_family(
    database: Database, workspace: int
) -> None:
    def work(store: RefreshStore) -> None:
        store.add(workspace, "first", "family", 1, 99)
        store.add(workspace, "second", "family", 1, 99)
        store.add(workspace, "other", "other family", 1, 99)
        store.use("first", 2)
        store.revoke_family("family", 3)

    database.submit(lambda write: work(RefreshStore(write.connection))).result()
    rows = database.read_now(
        lambda read: [
            RefreshStore(read).find(digest) for digest in ("first", "second", "other", "unknown")
        ]
    )
    assert [row and (row.used, row.revoked) for row in rows] == [
        (True, True),
        (False, True),
        (False, False),
        None,
    ]
