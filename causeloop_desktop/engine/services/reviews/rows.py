"""The engine's half of doubtful places: write what a worker sends, beside the memberships."""

from collections.abc import Mapping, Sequence
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.domain.reviews.doubts import Doubt, Offer
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore
from causeloop_desktop.engine.store.work.outbox import record_change

REVIEWS_AT_ONCE = 200
"""How many one transaction writes."""


def write_reviews(
    write: WriteTransaction,
    workspace_key: int,
    run: int,
    rows: Sequence[Sequence[Any]],
    real: Mapping[int, int],
) -> None:
    """Queue doubts under a run; of the visible one the stream tells.

    Args:
        write: The open write.
        workspace_key: Whose they are.
        run: The run that found them.
        rows: As ``worker/reviews`` made them.
        real: The key that each provisional pattern became.
    """
    if not rows:
        return
    ReviewStore(write.connection, workspace_key).put(run, [_doubt(row, real) for row in rows])
    if MembershipStore(write.connection, workspace_key).reach().run == run:
        record_change(write, workspace_key, ChangeKind.REVIEWS, count=len(rows))


def _doubt(row: Sequence[Any], real: Mapping[int, int]) -> Doubt:
    issue, kind, shape, offers, attach, place = row
    named = tuple(
        Offer(real.get(pattern, pattern), score, nearest) for pattern, score, nearest in offers
    )
    return Doubt(issue, kind, shape, named, attach, place)
