"""The queue of doubtful places: one question after the other, answered without waiting."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, ConflictError, NotFoundError, Problem
from causeloop_desktop.contract.reviews import (
    ReviewDecision,
    ReviewFilter,
    ReviewKind,
    Verdict,
)
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import OperationId, PatternId, ReviewId
    from causeloop_desktop.contract.reviews import (
        LearnedThreshold,
        Review,
        ReviewCandidate,
        ReviewSummary,
    )
    from causeloop_desktop.desktop.presenters.session import Session

LIMIT = 100
"""Questions that are held at a time; what is decided makes room for more."""

AHEAD = 2
"""Questions whose sides are read before they are asked."""

REMEMBERED = 40
EVERY_KIND = ""


@dataclass(frozen=True)
class Answer:
    """A verdict that was given, and the operation that takes it back."""

    review: ReviewSummary
    pattern: str
    verdict: Verdict
    operation_id: OperationId


@dataclass(frozen=True)
class ReviewsState:
    """The queue, and the question that is asked now.

    Attributes:
        kind: Which kind of question is asked; empty for all.
        queue: What is to be asked, in order.
        total: How many there are, those beyond ``queue`` included.
        place: Which of them is asked now.
        chosen: The candidate that is looked at; ``None`` is the first.
        sides: The issue and the candidate's most similar issue, once they came.
        answers: What was decided here, the last one at the end.
        thresholds: What the workspace has learned from decisions.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    kind: str = EVERY_KIND
    queue: tuple[ReviewSummary, ...] = ()
    total: int = 0
    place: int = 0
    chosen: PatternId | None = None
    sides: Review | None = None
    answers: tuple[Answer, ...] = ()
    thresholds: tuple[LearnedThreshold, ...] = ()

    @property
    def current(self) -> ReviewSummary | None:
        """What is asked now."""
        return self.queue[self.place] if self.place < len(self.queue) else None

    @property
    def candidate(self) -> ReviewCandidate | None:
        """The pattern that the question is about."""
        candidates = self.current.candidates if self.current else ()
        chosen = (one for one in candidates if one.pattern.id == self.chosen)
        return next(chosen, candidates[0] if candidates else None)

    @property
    def filter(self) -> ReviewFilter:
        """Which questions are meant."""
        return ReviewFilter(kind=(ReviewKind(self.kind),) if self.kind else ())


class ReviewsPresenter(Presenter[ReviewsState]):
    """Asks, takes answers, and goes on at once while they are on their way."""

    def __init__(self, session: Session) -> None:
        super().__init__(ReviewsState())
        self._session = session
        self._order = asyncio.Lock()
        self._decided: set[ReviewId] = set()
        self._read: dict[tuple[ReviewId, PatternId | None], Review] = {}

    async def load(self) -> None:
        """Read the queue anew, keeping the question that is asked if it still stands."""
        settled = set(self._decided)
        client, as_of = self._session.client.reviews, self._session.as_of
        try:
            page, told = await asyncio.gather(
                client.list(self.state.filter, limit=LIMIT, as_of=as_of), client.thresholds()
            )
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        waiting = tuple(row for row in page.data if row.id not in self._decided)
        # What was decided before this was read is missing from it anyway, until asked anew.
        self._decided -= settled
        gone = len(page.data) - len(waiting)
        self._change(total=page.page.total - gone, thresholds=told.thresholds, problem=None)
        self._show(waiting, self._place_in(waiting))
        await self._read_sides()

    async def show_kind(self, kind: str) -> None:
        """Ask questions of one kind only."""
        self._change(kind=kind)
        await self.load()

    async def decide(self, verdict: Verdict) -> None:
        """Answer what is asked, and go on with the next question."""
        asked, candidate = self.state.current, self.state.candidate
        if asked is None or candidate is None:
            return
        self._decided.add(asked.id)
        place = self.state.place
        self._show(_without(self.state.queue, asked.id), place)
        self._change(total=self.state.total - 1)
        await asyncio.gather(self._send(asked, candidate, verdict, place), self._read_sides())

    async def move(self, step: int) -> None:
        """Look at another question without answering this one."""
        place = max(0, min(self.state.place + step, len(self.state.queue) - 1))
        self._show(self.state.queue, place)
        await self._read_sides()

    async def choose(self, number: int) -> None:
        """Look at another candidate of the issue that is asked about."""
        current = self.state.current
        if current is None or not 0 <= number < len(current.candidates):
            return
        pattern = current.candidates[number].pattern.id
        self._change(chosen=None if number == 0 else pattern, sides=None)
        await self._read_sides()

    async def undo(self) -> None:
        """Take the last answer back and ask that question again."""
        async with self._order:
            if not self.state.answers:
                return
            *before, last = self.state.answers
            await self._session.client.operations.undo(last.operation_id)
            self._decided.discard(last.review.id)
            self._read.pop((last.review.id, None), None)
            known = any(row.id == last.review.id for row in self.state.queue)
            self._change(answers=tuple(before), total=self.state.total + (not known))
            self._put_in(last.review, self.state.place, ask=True)
        await self._read_sides()

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._decided.clear()
        self._read.clear()
        self._change(**vars(ReviewsState(kind=self.state.kind)))

    async def _send(
        self, asked: ReviewSummary, candidate: ReviewCandidate, verdict: Verdict, place: int
    ) -> None:
        """Have an answer carried out; answers arrive in the order in which they were given."""
        decision = ReviewDecision(verdict=verdict, pattern_id=candidate.pattern.id)
        async with self._order:
            try:
                decided = await self._session.client.reviews.decide(asked.id, decision)
            except (NotFoundError, ConflictError):
                return  # somebody else, or a detection, has decided it: there is nothing to ask
            except ClientError:
                self._decided.discard(asked.id)
                self._change(total=self.state.total + 1)
                self._put_in(asked, place, ask=True)
                raise
            answer = Answer(asked, candidate.pattern.name, verdict, decided.operation_id)
            self._change(answers=(*self.state.answers, answer))
            self._follow(asked, verdict, decided.review)

    def _follow(
        self, asked: ReviewSummary, verdict: Verdict, following: ReviewSummary | None
    ) -> None:
        """Ask what is left to ask about an issue: its next candidate next, a skipped one last."""
        if verdict is Verdict.SKIP:
            following = asked.model_copy(update={"skipped": True})
        if following is None:
            return
        self._decided.discard(asked.id)
        self._read.pop((asked.id, None), None)
        self._change(total=self.state.total + 1)
        last = verdict is Verdict.SKIP
        place = len(self.state.queue) if last else self.state.place + 1
        self._put_in(following, place, ask=False)

    def _put_in(self, row: ReviewSummary, place: int, *, ask: bool) -> None:
        current = self.state.current
        queue = [*_without(self.state.queue, row.id)]
        queue.insert(min(place, len(queue)), row)
        asked = row if ask or current is None else current
        self._show(tuple(queue), next(i for i, one in enumerate(queue) if one.id == asked.id))

    def _place_in(self, queue: tuple[ReviewSummary, ...]) -> int:
        """Find the question that is asked now in a newer queue."""
        current = self.state.current
        same = (at for at, row in enumerate(queue) if current and row.id == current.id)
        return next(same, self.state.place)

    def _show(self, queue: tuple[ReviewSummary, ...], place: int) -> None:
        """Ask the question at a place, or the last one where the queue ends before it."""
        before = self.state.current
        place = max(0, min(place, len(queue) - 1))
        current = queue[place] if queue else None
        phase = Phase.READY if queue else Phase.EMPTY
        if before is None or current is None or before.id != current.id:
            known = None if current is None else self._read.get((current.id, None))
            self._change(phase=phase, queue=queue, place=place, chosen=None, sides=known)
        else:
            self._change(phase=phase, queue=queue, place=place)

    async def _read_sides(self) -> None:
        """Read both sides of what is asked, then of what comes next."""
        current, chosen = self.state.current, self.state.chosen
        if current is None:
            return
        sides = await self._sides(current.id, chosen)
        if sides and (current.id, chosen) == self._asked():
            self._change(sides=sides)
        place = self.state.place + 1
        for row in self.state.queue[place : place + AHEAD]:
            await self._sides(row.id, None)

    async def _sides(self, id_: ReviewId, pattern: PatternId | None) -> Review | None:
        if (id_, pattern) in self._read:
            return self._read[id_, pattern]
        try:
            found = await self._session.client.reviews.get(id_, pattern_id=pattern)
        except NotFoundError:
            return None
        while len(self._read) >= REMEMBERED:
            self._read.pop(next(iter(self._read)))
        self._read[id_, pattern] = found
        return found

    def _asked(self) -> tuple[ReviewId | None, PatternId | None]:
        current = self.state.current
        return (None if current is None else current.id, self.state.chosen)


def _without(queue: tuple[ReviewSummary, ...], id_: ReviewId) -> tuple[ReviewSummary, ...]:
    return tuple(row for row in queue if row.id != id_)
