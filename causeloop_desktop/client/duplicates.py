"""Duplicates over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import DuplicateId, Instant, IssueId, Page
from causeloop_desktop.contract.duplicates import (
    Duplicate,
    DuplicateJoin,
    DuplicatesChanged,
    SameOccurrence,
)


class DuplicatesClient(Group):
    """``/v1/duplicates``."""

    path = "/v1/duplicates"

    async def list(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Duplicate]:
        """Read a page of joined pairs, the newest joins first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Duplicate], params)

    async def of_issue(self, id_: IssueId, *, as_of: Instant | None = None) -> SameOccurrence:
        """Read what tells of the same occurrence as one issue."""
        path = f"/v1/issues/{id_}/duplicates"
        return await self._transport.get(path, SameOccurrence, to_params(as_of=as_of))

    async def join(self, issue: IssueId, other: IssueId) -> DuplicatesChanged:
        """Say that two issues tell of one occurrence."""
        request = DuplicateJoin(issue_id=issue, other_id=other)
        return await self._transport.send("POST", self.path, DuplicatesChanged, request)

    async def part(self, id_: DuplicateId) -> DuplicatesChanged:
        """Say that a pair does not tell of one occurrence."""
        return await self._transport.send("POST", f"{self.path}/{id_}/part", DuplicatesChanged)
