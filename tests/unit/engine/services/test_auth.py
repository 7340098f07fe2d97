"""Who is calling."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from causeloop_desktop.contract.auth import AuthTokens, Scope, TokenCreate
from causeloop_desktop.engine.services.auth import ACCESS_SECONDS, REFRESH_SECONDS
from causeloop_desktop.engine.services.errors import InvalidGrantError, UnauthorizedError
from tests.support.databases import bytes_in
from tests.support.engines import LOCAL_TOKEN, RunningEngine, running_engine

pytestmark = pytest.mark.anyio

MICROS = 1_000_000


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path) as running:
        yield running


@pytest.fixture
async def mock(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path, mock=True) as running:
        yield running


async def signed_in(mock: RunningEngine) -> AuthTokens:
    return await mock.context.auth.exchange("any session")


async def test_our_own_programs_hold_every_scope_and_no_workspace(engine: RunningEngine) -> None:
    credential = await engine.context.auth.authenticate(LOCAL_TOKEN)
    assert credential.own_program
    assert credential.scopes == frozenset(Scope)
    assert credential.workspace_id is None


@pytest.mark.parametrize("token", [None, "", "nonsense", "clp_" + "x" * 40, "a.b.c", "clé"])
async def test_nobody_else_is_known(engine: RunningEngine, token: str | None) -> None:
    with pytest.raises(UnauthorizedError):
        await engine.context.auth.authenticate(token)


async def test_a_token_made_by_hand_is_bound_to_its_workspace_and_scopes(
    engine: RunningEngine,
) -> None:
    own = await engine.context.workspaces.find("own")
    request = TokenCreate(name="ci", scopes=(Scope.INGEST_WRITE,))
    made = await engine.context.tokens.create(own.key, request, frozenset(Scope))
    credential = await engine.context.auth.authenticate(made.token)
    assert credential.workspace_id == own.id
    assert credential.scopes == {Scope.INGEST_WRITE}
    assert not credential.own_program


async def test_the_last_use_of_a_token_is_noted(engine: RunningEngine) -> None:
    own = await engine.context.workspaces.find("own")
    request = TokenCreate(name="ci", scopes=(Scope.INGEST_WRITE,))
    made = await engine.context.tokens.create(own.key, request, frozenset(Scope))
    await engine.context.auth.authenticate(made.token)
    await engine.context.database.write(lambda _: None)
    (token,) = (await engine.context.tokens.list(own.key, 10, None)).data
    assert token.last_used_at is not None


async def test_a_revoked_token_is_refused(engine: RunningEngine) -> None:
    own = await engine.context.workspaces.find("own")
    request = TokenCreate(name="ci", scopes=(Scope.INGEST_WRITE,))
    made = await engine.context.tokens.create(own.key, request, frozenset(Scope))
    await engine.context.tokens.revoke(own.key, made.details.id)
    with pytest.raises(UnauthorizedError, match="revoked"):
        await engine.context.auth.authenticate(made.token)


async def test_without_mock_mode_nothing_is_exchanged(engine: RunningEngine) -> None:
    with pytest.raises(InvalidGrantError, match="causeloop token create"):
        await engine.context.auth.exchange("any session")


async def test_mock_mode_exchanges_any_session_over_the_sample(mock: RunningEngine) -> None:
    tokens = await signed_in(mock)
    credential = await mock.context.auth.authenticate(tokens.access_token)
    sample = await mock.context.workspaces.find("sample")
    assert credential.workspace_id == tokens.workspace_id == sample.id
    assert tokens.expires_in == ACCESS_SECONDS == 72 * 3600
    with pytest.raises(InvalidGrantError):
        await mock.context.auth.exchange("  ")


async def test_an_access_token_ends_after_72_hours(mock: RunningEngine) -> None:
    tokens = await signed_in(mock)
    mock.clock.now_us += (ACCESS_SECONDS - 60) * MICROS
    await mock.context.auth.authenticate(tokens.access_token)
    mock.clock.now_us += 61 * MICROS
    with pytest.raises(UnauthorizedError, match="expired"):
        await mock.context.auth.authenticate(tokens.access_token)


async def test_an_access_token_of_another_directory_is_refused(
    mock: RunningEngine, tmp_path: Path
) -> None:
    tokens = await signed_in(mock)
    async with running_engine(tmp_path / "other", mock=True) as other:
        with pytest.raises(UnauthorizedError):
            await other.context.auth.authenticate(tokens.access_token)


async def test_a_refresh_token_is_good_once_and_rotates(mock: RunningEngine) -> None:
    first = await signed_in(mock)
    second = await mock.context.auth.refresh(first.refresh_token)
    assert second.refresh_token != first.refresh_token
    await mock.context.auth.authenticate(second.access_token)


async def test_a_used_refresh_token_ends_its_whole_family(mock: RunningEngine) -> None:
    first = await signed_in(mock)
    second = await mock.context.auth.refresh(first.refresh_token)
    other = await signed_in(mock)
    for stale in (first, second):
        with pytest.raises(InvalidGrantError):
            await mock.context.auth.refresh(stale.refresh_token)
    await mock.context.auth.refresh(other.refresh_token)


async def test_a_refresh_token_expires(mock: RunningEngine) -> None:
    tokens = await signed_in(mock)
    mock.clock.now_us += (REFRESH_SECONDS + 1) * MICROS
    with pytest.raises(InvalidGrantError):
        await mock.context.auth.refresh(tokens.refresh_token)


async def test_a_refresh_token_is_no_bearer_token(mock: RunningEngine) -> None:
    tokens = await signed_in(mock)
    with pytest.raises(UnauthorizedError):
        await mock.context.auth.authenticate(tokens.refresh_token)


async def test_no_secret_is_kept(mock: RunningEngine, tmp_path: Path) -> None:
    tokens = await signed_in(mock)
    kept = bytes_in(tmp_path / "mock")
    assert tokens.workspace_id.encode() in kept
    assert tokens.refresh_token.encode() not in kept
    assert tokens.access_token.encode() not in kept
