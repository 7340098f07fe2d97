"""Tokens made by hand."""

import re
from pathlib import Path

import pytest

from causeloop_desktop.contract.auth import Scope, TokenCreate
from causeloop_desktop.engine.services.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.tokens import TokenService
from causeloop_desktop.engine.store.database import Database
from tests.support.databases import add_workspace, bytes_in

pytestmark = pytest.mark.anyio

ALL = frozenset(Scope)
CURSORS = Cursors(b"a secret")
READ = TokenCreate(name="ci", scopes=(Scope.ISSUES_READ,))


async def test_a_secret_is_shown_once_and_only_its_digest_is_kept(
    database: Database, tmp_path: Path
) -> None:
    made = await TokenService(database, CURSORS).create(add_workspace(database), READ, ALL)
    assert re.fullmatch(r"clp_[\w-]{40}", made.token)
    assert made.details.id.encode() in bytes_in(tmp_path)
    assert made.token.encode() not in bytes_in(tmp_path)


async def test_a_name_is_taken_until_its_token_is_revoked(database: Database) -> None:
    tokens, workspace = TokenService(database, CURSORS), add_workspace(database)
    first = await tokens.create(workspace, READ, ALL)
    with pytest.raises(ConflictError):
        await tokens.create(workspace, READ, ALL)
    await tokens.revoke(workspace, first.details.id)
    second = await tokens.create(workspace, READ, ALL)
    listed = await tokens.list(workspace, 10, None)
    assert [token.id for token in listed.data] == [second.details.id]


async def test_nobody_gives_a_scope_they_lack(database: Database) -> None:
    with pytest.raises(ForbiddenError, match="issues:read"):
        await TokenService(database, CURSORS).create(add_workspace(database), READ, frozenset())


async def test_a_foreign_workspace_neither_sees_nor_revokes_a_token(database: Database) -> None:
    tokens = TokenService(database, CURSORS)
    made = await tokens.create(add_workspace(database), READ, ALL)
    stranger = add_workspace(database)
    assert (await tokens.list(stranger, 10, None)).data == ()
    with pytest.raises(NotFoundError):
        await tokens.revoke(stranger, made.details.id)


async def test_tokens_are_listed_page_by_page_with_cursors_of_their_workspace(
    database: Database,
) -> None:
    tokens, workspace = TokenService(database, CURSORS), add_workspace(database)
    wanted = [TokenCreate(name=name, scopes=(Scope.ISSUES_READ,)) for name in ("a", "b", "c")]
    made = [(await tokens.create(workspace, one, ALL)).details for one in wanted]
    first = await tokens.list(workspace, 2, None)
    assert (first.page.total, first.page.has_more) == (3, True)
    rest = await tokens.list(workspace, 2, first.page.next_cursor)
    assert ([*first.data, *rest.data], rest.page.next_cursor) == (made, None)
    with pytest.raises(InvalidError, match="malformed cursor"):
        await tokens.list(add_workspace(database), 2, first.page.next_cursor)
