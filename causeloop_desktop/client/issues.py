"""Issues over the API."""

from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowStream
from causeloop_desktop.contract.base import Instant, IssueId, Page, PatternId
from causeloop_desktop.contract.issues import (
    BulkResult,
    Issue,
    IssueBulk,
    IssueChanged,
    IssueCreate,
    IssueFacets,
    IssueFilter,
    IssuePatch,
    IssueSummary,
    SimilarIssue,
    WhyHere,
)


class IssuesClient(RowStream):
    """``/v1/issues``."""

    path = "/v1/issues"

    async def list(
        self,
        filter_: IssueFilter | None = None,
        *,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        position: int | None = None,
        as_of: Instant | None = None,
    ) -> Page[IssueSummary]:
        """Read a page, by cursor or from row ``position`` (from 0) of this filter and sort."""
        params = to_params(
            filter_, sort=sort, limit=limit, cursor=cursor, position=position, as_of=as_of
        )
        return await self._transport.get(self.path, Page[IssueSummary], params)

    async def facets(
        self, filter_: IssueFilter | None = None, *, as_of: Instant | None = None
    ) -> IssueFacets:
        """Count the issues that match by stage, severity, source and team."""
        params = to_params(filter_, as_of=as_of)
        return await self._transport.get(f"{self.path}/facets", IssueFacets, params)

    async def get(self, id_: IssueId, *, as_of: Instant | None = None) -> Issue:
        """Read one issue with everything that is known of it."""
        return await self._transport.get(f"{self.path}/{id_}", Issue, to_params(as_of=as_of))

    async def why(self, id_: IssueId, *, as_of: Instant | None = None) -> WhyHere:
        """Ask why an issue is where it is."""
        params = to_params(as_of=as_of)
        return await self._transport.get(f"{self.path}/{id_}/why", WhyHere, params)

    async def similar(
        self, id_: IssueId, *, limit: int | None = None, as_of: Instant | None = None
    ) -> Page[SimilarIssue]:
        """Find the issues that read most alike, best first."""
        params = to_params(limit=limit, as_of=as_of)
        return await self._transport.get(f"{self.path}/{id_}/similar", Page[SimilarIssue], params)

    async def create(self, issue: IssueCreate) -> IssueChanged:
        """Add an issue by hand."""
        return await self._transport.send("POST", self.path, IssueChanged, issue)

    async def patch(self, id_: IssueId, patch: IssuePatch) -> IssueChanged:
        """Change what ``patch`` sets; a field set to ``None`` is cleared."""
        return await self._transport.send("PATCH", f"{self.path}/{id_}", IssueChanged, patch)

    async def bulk(self, change: IssueBulk) -> BulkResult:
        """Make one change to many issues, or preview how many it would touch."""
        return await self._transport.send("POST", f"{self.path}/bulk", BulkResult, change)

    async def link_pattern(self, id_: IssueId, pattern_id: PatternId) -> IssueChanged:
        """Pin an issue to a pattern."""
        body = {"pattern_id": pattern_id}
        return await self._transport.send(
            "POST", f"{self.path}/{id_}/link-pattern", IssueChanged, body
        )

    async def unlink_pattern(self, id_: IssueId) -> IssueChanged:
        """Take an issue out of its pattern, for good."""
        return await self._transport.send("POST", f"{self.path}/{id_}/unlink-pattern", IssueChanged)
