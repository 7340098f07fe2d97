"""One pattern: how often, whether it comes back, why its issues are together, and who they are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, NotFoundError, Problem
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.issues import IssueFilter, IssueSummary
from causeloop_desktop.contract.patterns import (
    Counting,
    PatternMerge,
    PatternPatch,
    PatternSplit,
)
from causeloop_desktop.desktop.presenters.base import Phase, Presenter
from causeloop_desktop.desktop.presenters.reading import PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.contract.base import IssueId, PatternId
    from causeloop_desktop.contract.issues import WhyHere
    from causeloop_desktop.contract.patterns import (
        Frequency,
        Pattern,
        PatternChanged,
        PatternStatus,
        PatternWhy,
    )
    from causeloop_desktop.desktop.presenters.saving import Chunks
    from causeloop_desktop.desktop.presenters.session import Session

EXPORTED = (
    "external_id",
    "title",
    "source",
    "severity",
    "stage",
    "similarity",
    "service",
    "team",
    "created_at",
)


@dataclass(frozen=True)
class PatternState:
    """A pattern, its chart and the first of its members, all as of one moment.

    Attributes:
        severe_total: Members that are more severe than the pattern's median.
        severe_only: Whether ``members`` keep to those.
        explained: The member whose place here is explained, and the explanation once it came.
        together: Why all of them are here; ``None`` until it was asked for, or where the server
            does not say.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    pattern: Pattern | None = None
    window_days: int = 90
    counting: Counting = Counting.EPISODES
    frequency: Frequency | None = None
    members: tuple[IssueSummary, ...] = ()
    member_total: int = 0
    severe_total: int = 0
    severe_only: bool = False
    explained: IssueSummary | None = None
    why: WhyHere | None = None
    together: PatternWhy | None = None


class PatternPresenter(Presenter[PatternState]):
    """Shows one pattern and changes it; what was changed is given back, to be told and undone."""

    def __init__(self, session: Session) -> None:
        super().__init__(PatternState())
        self._session = session
        self._id: PatternId | None = None

    async def open(self, id_: PatternId) -> None:
        """Show another pattern."""
        if id_ != self._id:
            self.forget()
            self._id = id_
        await self.load()

    async def load(self) -> None:
        """Read everything of the pattern anew; what is on screen stays until then.

        One that was merged into another leads to that one from now on.
        """
        if (id_ := self._id) is None:
            return
        client, as_of = self._session.client.patterns, self._session.as_of
        try:
            pattern, members, severe, frequency = await asyncio.gather(
                client.get(id_, as_of=as_of),
                self._members(id_),
                self._count_severe(id_),
                self._frequency(id_),
            )
        except ClientError as error:
            self._fail(id_, error)
            return
        if id_ != self._id:
            return  # another one was opened meanwhile
        self._id = pattern.id
        together = self.state.together if pattern == self.state.pattern else None
        self._change(
            together=together,
            phase=Phase.READY,
            problem=None,
            pattern=pattern,
            members=members.data,
            member_total=members.page.total,
            severe_total=severe,
            frequency=frequency,
        )

    async def page(self, first: int) -> tuple[IssueSummary, ...]:
        """Read the members from number ``first`` on."""
        page = await self._session.client.patterns.members(
            self._open_id(),
            above_median=self.state.severe_only or None,
            limit=PAGE,
            position=first,
            as_of=self._session.as_of,
        )
        return page.data

    async def show_severe(self, *, only: bool) -> None:
        """Keep to the members that are more severe than the median, or show all again."""
        id_ = self._open_id()
        self._change(severe_only=only)
        members = await self._members(id_)
        if id_ == self._id:
            self._change(members=members.data, member_total=members.page.total)

    async def ids_at(self, ranges: Sequence[range]) -> tuple[IssueId, ...]:
        """Look up the ids of members that are chosen by place."""
        ids: list[IssueId] = []
        for places in ranges:
            for first in range(places.start, places.stop, PAGE):
                rows = await self.page(first)
                ids += [row.id for row in rows[: places.stop - first]]
        return tuple(ids)

    async def explain(self, member: IssueSummary) -> None:
        """Say why one member is here."""
        if member != self.state.explained:
            self._change(explained=member, why=None)
        why = await self._session.client.issues.why(member.id, as_of=self._session.as_of)
        if self.state.explained == member:
            self._change(why=why)

    async def explain_all(self) -> None:
        """Say why the members are together."""
        id_ = self._open_id()
        if self._session.can("GET", "/v1/patterns/{id}/why"):
            why = await self._session.client.patterns.why(id_, as_of=self._session.as_of)
            if id_ == self._id:
                self._change(together=why)

    async def show_window(self, days: int) -> None:
        """Look back over another number of days."""
        self._change(window_days=days)
        await self._renew_chart()

    async def count(self, counting: Counting) -> None:
        """Count episodes or issues in the chart."""
        self._change(counting=counting)
        await self._renew_chart()

    def export(self) -> Chunks:
        """Stream all members as CSV, the newest first."""
        return self._session.client.issues.stream_bytes(
            RowFormat.CSV,
            IssueFilter(pattern_id=self._open_id()),
            fields=EXPORTED,
            sort="-created_at",
            as_of=self._session.as_of,
        )

    async def rename(self, name: str) -> PatternChanged:
        """Give the pattern a name of one's own."""
        return await self._patch(PatternPatch(name=name))

    async def set_status(self, status: PatternStatus) -> PatternChanged:
        """Say where the pattern stands in its life."""
        return await self._patch(PatternPatch(status=status))

    async def preview_gap(self, hours: float | None) -> Pattern:
        """Say what another gap between episodes would make of the pattern; writes nothing."""
        patch = PatternPatch(gap_hours=hours, preview=True)
        changed = await self._session.client.patterns.patch(self._open_id(), patch)
        return changed.pattern

    async def set_gap(self, hours: float | None) -> PatternChanged:
        """Give the pattern a gap of its own between episodes; ``None`` is the workspace's."""
        return await self._patch(PatternPatch(gap_hours=hours))

    async def nearest(self) -> Pattern | None:
        """Give the pattern that is most like this one, where the server tells which."""
        if self.state.together is None:
            await self.explain_all()
        told = self.state.together
        if told is None or told.nearest_other is None:
            return None
        id_ = told.nearest_other.id
        return await self._session.client.patterns.get(id_, as_of=self._session.as_of)

    async def preview_merge(self, source: PatternId) -> PatternChanged:
        """Say what folding ``source`` into this pattern would do."""
        merge = PatternMerge(source_pattern_id=source, preview=True)
        return await self._session.client.patterns.merge(self._open_id(), merge)

    async def merge(self, source: PatternId) -> PatternChanged:
        """Fold ``source`` into this pattern."""
        merge = PatternMerge(source_pattern_id=source)
        changed = await self._session.client.patterns.merge(self._open_id(), merge)
        await self.load()
        return changed

    async def preview_split(self, issues: Sequence[IssueId]) -> PatternChanged:
        """Say what taking ``issues`` out would do."""
        split = PatternSplit(issue_ids=tuple(issues), preview=True)
        return await self._session.client.patterns.split(self._open_id(), split)

    async def split(self, issues: Sequence[IssueId]) -> PatternChanged:
        """Take ``issues`` out into a pattern of their own."""
        split = PatternSplit(issue_ids=tuple(issues))
        changed = await self._session.client.patterns.split(self._open_id(), split)
        await self.load()
        return changed

    def forget(self) -> None:
        """Close the pattern: another one, or another workspace, is looked at."""
        self._id = None
        kept = self.state
        self._change(**vars(PatternState(window_days=kept.window_days, counting=kept.counting)))

    def _fail(self, id_: PatternId, error: ClientError) -> None:
        """Say why a pattern cannot be shown; one that is not there leaves nothing on screen."""
        if id_ != self._id:
            return
        gone = isinstance(error, NotFoundError)
        pattern = None if gone else self.state.pattern
        self._change(phase=Phase.FAILED, problem=error.problem, pattern=pattern)

    async def _patch(self, patch: PatternPatch) -> PatternChanged:
        changed = await self._session.client.patterns.patch(self._open_id(), patch)
        await self.load()
        return changed

    async def _members(self, id_: PatternId) -> Page[IssueSummary]:
        if not self._session.can("GET", "/v1/patterns/{id}/members"):
            return Page[IssueSummary]()
        return await self._session.client.patterns.members(
            id_,
            above_median=self.state.severe_only or None,
            limit=PAGE,
            as_of=self._session.as_of,
        )

    async def _count_severe(self, id_: PatternId) -> int:
        if not self._session.can("GET", "/v1/patterns/{id}/members"):
            return 0
        page = await self._session.client.patterns.members(
            id_, above_median=True, limit=1, as_of=self._session.as_of
        )
        return page.page.total

    async def _renew_chart(self) -> None:
        id_ = self._open_id()
        frequency = await self._frequency(id_)
        if id_ == self._id:
            self._change(frequency=frequency)

    async def _frequency(self, id_: PatternId) -> Frequency | None:
        if not self._session.can("GET", "/v1/patterns/{id}/frequency"):
            return None
        return await self._session.client.patterns.frequency(
            id_,
            window_days=self.state.window_days,
            counting=self.state.counting,
            as_of=self._session.as_of,
        )

    def _open_id(self) -> PatternId:
        if self._id is None:
            raise LookupError("no pattern is open")
        return self._id
