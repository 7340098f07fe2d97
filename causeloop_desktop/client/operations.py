"""Operations over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import OperationId, Page
from causeloop_desktop.contract.operations import Operation, OperationUndone


class OperationsClient(Group):
    """``/v1/operations``."""

    path = "/v1/operations"

    async def list(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Operation]:
        """Read a page of what people changed, newest first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Operation], params)

    async def undo(self, id_: OperationId) -> OperationUndone:
        """Take a change back; ``ConflictError`` tells why where that is no longer possible."""
        return await self._transport.send("POST", f"{self.path}/{id_}/undo", OperationUndone)
