"""Connections to sources as a program makes them: over the client, read by a real worker."""

from pathlib import Path

from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.contract.connectors import Connector, ConnectorCreate, SyncRun
from tests.support.engines import BASE_URL, LOCAL_TOKEN, RunningEngine
from tests.support.providers.github import TOKEN

SHOP = "acme/shop"


def client_of(engine: RunningEngine, workspace: str | None = None) -> CauseloopClient:
    """Give a client of an engine in process, as one of our own programs."""
    backend = Backend(BASE_URL, SecretStr(LOCAL_TOKEN), workspace)
    return CauseloopClient(backend, engine.transport)


async def connect(
    client: CauseloopClient, address: str, token: str = TOKEN, *, hold: bool = False
) -> Connector:
    """Connect the repository ``SHOP`` of the GitHub at ``address``."""
    return await client.connectors.create(
        ConnectorCreate(
            hold=hold,
            type="github",
            display_name="Our shop",
            credentials={"api_key": token},
            settings={"base_url": address, "repositories": [SHOP]},
        )
    )


async def synced(client: CauseloopClient, connector: Connector) -> SyncRun:
    """Sync a connection and give its run once it has ended."""
    started = await client.connectors.sync(connector.id)
    await client.jobs.wait(started.job_id)
    return await client.connectors.run(connector.id, started.sync_run_id)


def files_with(folder: Path, secret: bytes) -> list[str]:
    """Name the files of a data directory in which a secret can be read."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert files
    return [one.name for one in files if secret in one.read_bytes()]
