"""Reviews over the API."""

from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowStream
from causeloop_desktop.contract.base import Instant, Page, PatternId, ReviewId
from causeloop_desktop.contract.reviews import (
    Review,
    ReviewCount,
    ReviewDecided,
    ReviewDecision,
    ReviewFilter,
    ReviewSummary,
    ReviewThresholds,
)


class ReviewsClient(RowStream):
    """``/v1/reviews``."""

    path = "/v1/reviews"

    async def list(
        self,
        filter_: ReviewFilter | None = None,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        as_of: Instant | None = None,
    ) -> Page[ReviewSummary]:
        """Read a page of the queue, what tells most first."""
        params = to_params(filter_, limit=limit, cursor=cursor, as_of=as_of)
        return await self._transport.get(self.path, Page[ReviewSummary], params)

    async def count(self, *, as_of: Instant | None = None) -> ReviewCount:
        """Read how many questions wait."""
        return await self._transport.get(f"{self.path}/count", ReviewCount, to_params(as_of=as_of))

    async def get(self, id_: ReviewId, *, pattern_id: PatternId | None = None) -> Review:
        """Read one question with both sides, about one of its candidates."""
        params = to_params(pattern_id=pattern_id)
        return await self._transport.get(f"{self.path}/{id_}", Review, params)

    async def decide(self, id_: ReviewId, decision: ReviewDecision) -> ReviewDecided:
        """Say what a question's answer is."""
        return await self._transport.send(
            "POST", f"{self.path}/{id_}/decision", ReviewDecided, decision
        )

    async def thresholds(self) -> ReviewThresholds:
        """Read the thresholds that the workspace has learned."""
        return await self._transport.get(f"{self.path}/thresholds", ReviewThresholds)
