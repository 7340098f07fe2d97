"""Workspaces over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.workspaces import Workspace, WorkspaceCreate


class WorkspacesClient(Group):
    """``/v1/workspaces``."""

    path = "/v1/workspaces"

    async def list(self, limit: int = 100, cursor: str | None = None) -> Page[Workspace]:
        """Read a page of the workspaces that the credential may see."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Workspace], params)

    async def create(self, workspace: WorkspaceCreate) -> Workspace:
        """Make a new, empty workspace."""
        return await self._transport.send("POST", self.path, Workspace, workspace)

    async def ensure_sample(self) -> Workspace:
        """Return the sample workspace, making it first where there is none."""
        return await self._transport.send("POST", f"{self.path}/sample", Workspace)
