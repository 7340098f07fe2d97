"""The queue of doubtful places: rows of a run, read in the order in which they are asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from causeloop_desktop.engine.domain.reviews.doubts import Doubt, Offer
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.permille import from_permille, to_permille
from causeloop_desktop.engine.store.schema import issues, review_candidates, reviews
from causeloop_desktop.engine.store.tenant import TenantStore


class Queued(NamedTuple):
    """A doubt as it stands in the queue; what was put off stands behind everything else."""

    doubt: Doubt
    skipped: bool = False

    @property
    def position(self) -> "Position":
        """Where it stands."""
        return Position(int(self.skipped), self.doubt.place, self.doubt.issue)


class Position(NamedTuple):
    """A row's place in the order of asking."""

    skipped: int
    place: int
    issue: int


@dataclass(frozen=True, slots=True)
class Sought:
    """Which questions of a run are meant; absent values say nothing."""

    kinds: tuple[str, ...] = ()
    pattern: int | None = None
    issue: int | None = None
    skipped: bool | None = None
    as_of_us: int | None = None


EVERYTHING = Sought()


class Waiting(NamedTuple):
    """How many questions wait, and how many were put off."""

    open: int
    skipped: int


class ReviewStore(TenantStore):
    """The doubtful places of one workspace, through one connection."""

    def put(self, run: int, doubts: Iterable[Doubt], *, skipped: bool = False) -> None:
        """Write doubts, in place of what was doubtful of their issues before."""
        found = [doubt for doubt in doubts if doubt.offers]
        self.remove(run, [doubt.issue for doubt in found])
        if not found:
            return
        own = {"run_key": run, "workspace_key": self._workspace}
        self._connection.execute(
            insert(reviews), [{**own, **_values(doubt), "skipped": int(skipped)} for doubt in found]
        )
        self._connection.execute(
            insert(review_candidates),
            [{**own, **values} for doubt in found for values in _candidates(doubt)],
        )

    def remove(self, run: int, keys: Collection[int]) -> None:
        """Forget what was doubtful of some issues: their place is decided."""
        for table in (reviews, review_candidates):
            for some in batches(keys):
                self._connection.execute(
                    delete(table).where(self._in(table, run), table.c.issue_key.in_(some))
                )

    def skip(self, run: int, issue: int, *, skipped: bool) -> None:
        """Put a question off, or take that back."""
        mine = and_(self._in(reviews, run), reviews.c.issue_key == issue)
        self._connection.execute(update(reviews).where(mine).values(skipped=int(skipped)))

    def find(self, run: int, keys: Collection[int]) -> dict[int, Queued]:
        """Give what is doubtful of some issues."""
        rows = [
            row
            for some in batches(keys)
            for row in self._connection.execute(
                select(reviews).where(self._in(reviews, run), reviews.c.issue_key.in_(some))
            )
        ]
        return {one.doubt.issue: one for one in self._queued(run, rows)}

    def page(self, run: int, sought: Sought, after: Position | None, limit: int) -> list[Queued]:
        """Give ``limit`` questions in the order of asking, beginning after ``after``."""
        order = (reviews.c.skipped, reviews.c.place, reviews.c.issue_key)
        statement = select(reviews).where(self._sought(run, sought)).order_by(*order).limit(limit)
        if after is not None:
            statement = statement.where(tuple_(*order) > after)
        return self._queued(run, list(self._connection.execute(statement)))

    def count(self, run: int, sought: Sought = EVERYTHING) -> Waiting:
        """Count the questions that are meant."""
        found = select(reviews.c.skipped, func.count()).where(self._sought(run, sought))
        counts = dict(self._connection.execute(found.group_by(reviews.c.skipped)).tuples().all())
        return Waiting(counts.get(0, 0), counts.get(1, 0))

    def copy(self, run: int, into: int) -> None:
        """Carry all questions of a run over into another that has none."""
        for table in (reviews, review_candidates):
            names = [column.name for column in table.c]
            columns = [literal(into) if name == "run_key" else table.c[name] for name in names]
            rows = select(*columns).where(self._in(table, run))
            self._connection.execute(insert(table).from_select(names, rows))

    def prune(self, run: int, limit: int) -> int:
        """Delete up to ``limit`` questions of a run that nobody sees; give how many went."""
        some = select(reviews.c.issue_key).where(self._in(reviews, run)).limit(limit)
        found = list(self._connection.execute(some).scalars())
        self.remove(run, found)
        return len(found)

    def _queued(self, run: int, rows: Sequence[Any]) -> list[Queued]:
        offers = self._offers(run, [row.issue_key for row in rows])
        return [_to_queued(row, offers.get(row.issue_key, ())) for row in rows]

    def _offers(self, run: int, keys: Collection[int]) -> Mapping[int, Sequence[Offer]]:
        found = defaultdict(list)
        columns = (
            review_candidates.c.issue_key,
            review_candidates.c.pattern_key,
            review_candidates.c.score_permille,
            review_candidates.c.nearest_issue,
        )
        for some in batches(keys):
            mine = self._in(review_candidates, run)
            statement = select(*columns).where(mine, review_candidates.c.issue_key.in_(some))
            ordered = statement.order_by(review_candidates.c.issue_key, review_candidates.c.rank)
            for issue, pattern, permille, nearest in self._connection.execute(ordered):
                found[issue].append(Offer(pattern, from_permille(permille), nearest))
        return found

    def _sought(self, run: int, sought: Sought) -> Any:
        conditions = [self._in(reviews, run)]
        if sought.kinds:
            conditions.append(reviews.c.kind.in_(sought.kinds))
        if sought.pattern is not None:
            conditions.append(reviews.c.pattern_key == sought.pattern)
        if sought.issue is not None:
            conditions.append(reviews.c.issue_key == sought.issue)
        if sought.skipped is not None:
            conditions.append(reviews.c.skipped == int(sought.skipped))
        if sought.as_of_us is not None:
            conditions.append(_until(sought.as_of_us))
        return and_(*conditions)

    def _in(self, table: Table, run: int) -> Any:
        return self._of(table, table.c.run_key == run)


def _until(as_of_us: int) -> Any:
    occurred = and_(issues.c.key == reviews.c.issue_key, issues.c.occurred_us <= as_of_us)
    return exists().where(occurred)


def _values(doubt: Doubt) -> dict[str, object]:
    first = doubt.offers[0]
    return {
        "issue_key": doubt.issue,
        "kind": doubt.kind,
        "shape": doubt.shape,
        "pattern_key": first.pattern,
        "score_permille": to_permille(first.score),
        "attach_permille": to_permille(doubt.attach),
        "place": doubt.place,
    }


def _candidates(doubt: Doubt) -> list[dict[str, object]]:
    return [
        {
            "issue_key": doubt.issue,
            "rank": rank,
            "pattern_key": offer.pattern,
            "score_permille": to_permille(offer.score),
            "nearest_issue": offer.nearest,
        }
        for rank, offer in enumerate(doubt.offers)
    ]


def _to_queued(row: Any, offers: Sequence[Offer]) -> Queued:
    doubt = Doubt(
        issue=row.issue_key,
        kind=row.kind,
        shape=row.shape,
        offers=tuple(offers),
        attach=from_permille(row.attach_permille),
        place=row.place,
    )
    return Queued(doubt, bool(row.skipped))
