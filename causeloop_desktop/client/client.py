"""The client: one group of calls per noun, over one backend."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from types import TracebackType
from typing import Self

import httpx

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.backtests import BacktestsClient
from causeloop_desktop.client.cassettes import CassettesClient
from causeloop_desktop.client.connectors import ConnectorsClient
from causeloop_desktop.client.dashboard import DashboardClient
from causeloop_desktop.client.detections import DetectionsClient
from causeloop_desktop.client.duplicates import DuplicatesClient
from causeloop_desktop.client.engine import Capabilities, EngineClient
from causeloop_desktop.client.hosts import HostsClient
from causeloop_desktop.client.imports import ImportsClient
from causeloop_desktop.client.issues import IssuesClient
from causeloop_desktop.client.jobs import JobsClient
from causeloop_desktop.client.novelty import NoveltyClient
from causeloop_desktop.client.operations import OperationsClient
from causeloop_desktop.client.patterns import PatternsClient
from causeloop_desktop.client.predictions import PredictionsClient
from causeloop_desktop.client.remaps import RemapsClient
from causeloop_desktop.client.replays import ReplaysClient
from causeloop_desktop.client.retention import RetentionClient
from causeloop_desktop.client.reviews import ReviewsClient
from causeloop_desktop.client.texts import TextsClient
from causeloop_desktop.client.tokens import TokensClient
from causeloop_desktop.client.vault import VaultClient
from causeloop_desktop.client.webhooks import WebhooksClient
from causeloop_desktop.client.wire.stream import StateListener, Stream
from causeloop_desktop.client.wire.transport import Transport
from causeloop_desktop.client.workspaces import WorkspacesClient
from causeloop_desktop.contract.stream import Frame


class CauseloopClient:
    """Everything an engine can be asked; use it as an async context manager, or close it.

    Args:
        backend: Whom to call, and as whom.
        wire: What carries the requests instead of the network.
    """

    def __init__(self, backend: Backend, wire: httpx.AsyncBaseTransport | None = None) -> None:
        self.backend = backend
        self._wire = wire
        self._transport = Transport(backend, wire)
        self.backtests = BacktestsClient(self._transport)
        self.cassettes = CassettesClient(self._transport)
        self.connectors = ConnectorsClient(self._transport)
        self.dashboard = DashboardClient(self._transport)
        self.detections = DetectionsClient(self._transport)
        self.duplicates = DuplicatesClient(self._transport)
        self.engine = EngineClient(self._transport)
        self.hosts = HostsClient(self._transport)
        self.imports = ImportsClient(self._transport)
        self.issues = IssuesClient(self._transport)
        self.jobs = JobsClient(self._transport)
        self.novelty = NoveltyClient(self._transport)
        self.operations = OperationsClient(self._transport)
        self.patterns = PatternsClient(self._transport)
        self.predictions = PredictionsClient(self._transport)
        self.remaps = RemapsClient(self._transport)
        self.replays = ReplaysClient(self._transport)
        self.retention = RetentionClient(self._transport)
        self.reviews = ReviewsClient(self._transport)
        self.texts = TextsClient(self._transport)
        self.tokens = TokensClient(self._transport)
        self.vault = VaultClient(self._transport)
        self.webhooks = WebhooksClient(self._transport)
        self.workspaces = WorkspacesClient(self._transport)

    async def capabilities(self) -> Capabilities:
        """Read what this server can do."""
        return await self.engine.capabilities()

    def stream(
        self, since: int | None = None, on_state: StateListener | None = None
    ) -> AsyncGenerator[Frame, None]:
        """Yield frames as they come, reconnecting by itself; see ``client.stream.Stream``.

        Whoever stops before the end closes it: ``async with aclosing(client.stream())``.
        """
        return Stream(self.backend, since, on_state).frames()

    def for_workspace(self, workspace: str) -> "CauseloopClient":
        """Give a client of its own for another workspace of the same engine."""
        return CauseloopClient(replace(self.backend, workspace=workspace), self._wire)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
