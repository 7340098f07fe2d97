"""Patterns over the API."""

from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowStream
from causeloop_desktop.contract.base import Instant, Page, PatternId
from causeloop_desktop.contract.issues import IssueSummary
from causeloop_desktop.contract.patterns import (
    Counting,
    Frequency,
    Pattern,
    PatternChanged,
    PatternFilter,
    PatternMerge,
    PatternPatch,
    PatternSplit,
    PatternSummary,
    PatternWhy,
)


class PatternsClient(RowStream):
    """``/v1/patterns``."""

    path = "/v1/patterns"

    async def list(
        self,
        filter_: PatternFilter | None = None,
        *,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        position: int | None = None,
        as_of: Instant | None = None,
    ) -> Page[PatternSummary]:
        """Read a page of patterns, by cursor or from the row number ``position`` on."""
        params = to_params(
            filter_, sort=sort, limit=limit, cursor=cursor, position=position, as_of=as_of
        )
        return await self._transport.get(self.path, Page[PatternSummary], params)

    async def get(self, id_: PatternId, *, as_of: Instant | None = None) -> Pattern:
        """Read one pattern with everything that explains it."""
        return await self._transport.get(f"{self.path}/{id_}", Pattern, to_params(as_of=as_of))

    async def why(self, id_: PatternId, *, as_of: Instant | None = None) -> PatternWhy:
        """Ask why a pattern's issues are together."""
        params = to_params(as_of=as_of)
        return await self._transport.get(f"{self.path}/{id_}/why", PatternWhy, params)

    async def members(
        self,
        id_: PatternId,
        *,
        above_median: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        position: int | None = None,
        as_of: Instant | None = None,
    ) -> Page[IssueSummary]:
        """Read a page of the issues that belong to a pattern, newest first.

        With ``above_median`` only those that are more severe than its median.
        """
        params = to_params(
            above_median=above_median, limit=limit, cursor=cursor, position=position, as_of=as_of
        )
        return await self._transport.get(f"{self.path}/{id_}/members", Page[IssueSummary], params)

    async def frequency(
        self,
        id_: PatternId,
        *,
        window_days: int = 30,
        counting: Counting = Counting.EPISODES,
        as_of: Instant | None = None,
    ) -> Frequency:
        """Read a pattern's count series with its forecast band."""
        params = to_params(window=f"{window_days}d", counting=counting, as_of=as_of)
        return await self._transport.get(f"{self.path}/{id_}/frequency", Frequency, params)

    async def patch(self, id_: PatternId, patch: PatternPatch) -> PatternChanged:
        """Rename a pattern or set its status."""
        return await self._transport.send("PATCH", f"{self.path}/{id_}", PatternChanged, patch)

    async def merge(self, id_: PatternId, merge: PatternMerge) -> PatternChanged:
        """Fold another pattern into this one, or preview that."""
        return await self._transport.send("POST", f"{self.path}/{id_}/merge", PatternChanged, merge)

    async def split(self, id_: PatternId, split: PatternSplit) -> PatternChanged:
        """Move some issues into a pattern of their own, or preview that."""
        return await self._transport.send("POST", f"{self.path}/{id_}/split", PatternChanged, split)
