"""The engine itself over the API: whether it lives, what it is, what it can do."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.contract.base import Model
from causeloop_desktop.contract.engine import EngineInfo, Health


@dataclass(frozen=True)
class Capabilities:
    """What a server can do, read from its paths; the window hides what is not there."""

    routes: frozenset[tuple[str, str]]

    def can(self, method: str, path: str) -> bool:
        """Tell whether the server has ``method`` on ``path``; names in braces do not matter."""
        return (method.upper(), _without_names(path)) in self.routes


class EngineClient(Group):
    """``/health``, ``/ready``, ``/v1/engine`` and ``/openapi.json``."""

    async def health(self) -> Health:
        """Tell that the engine lives."""
        return await self._transport.get("/health", Health)

    async def ready(self) -> Health:
        """Tell that the engine can take requests."""
        return await self._transport.get("/ready", Health)

    async def info(self) -> EngineInfo:
        """Read the engine's version, where its data is, and how much of it."""
        return await self._transport.get("/v1/engine", EngineInfo)

    async def capabilities(self) -> Capabilities:
        """Read which routes the server has."""
        document = await self._transport.get("/openapi.json", _OpenApi)
        return Capabilities(
            frozenset(
                (method.upper(), _without_names(path))
                for path, methods in document.paths.items()
                for method in methods
            )
        )


class _OpenApi(Model):
    paths: Mapping[str, Mapping[str, object]] = Field(default_factory=dict)


def _without_names(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
