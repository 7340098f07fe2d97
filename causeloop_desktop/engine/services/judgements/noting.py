"""Note what a person's decision says of scores, inside the write that carries it out.

Whoever links, unlinks, merges or splits calls this before issues move, for afterwards nobody knows
any more how alike they were to what they left. A decision about a place whose score nobody
measured (by an equal key, or made by hand) teaches nothing.
"""

from collections.abc import Collection

from causeloop_desktop.engine.domain.reviews.calibration import Judgement
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.reviews.judgements import JudgementStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore

JUDGED = 20
"""Issues of one operation that are looked at; together they weigh as one decision anyway."""


def judge_same(
    write: WriteTransaction,
    workspace_key: int,
    operation: int,
    issues: Collection[int],
    pattern: int,
) -> None:
    """Note that issues belong to a pattern which was offered for them.

    A member that is confirmed where a detection has put it says nothing of the threshold from which
    on likeness alone suffices: more than likeness has put it there.
    """
    store = ReviewStore(write.connection, workspace_key)
    run = MembershipStore(write.connection, workspace_key).reach().run
    signposts = PatternStore(write.connection, workspace_key).signposts()
    judged = [
        Judgement(operation, one.doubt.shape, offer.score, same=True)
        for one in store.find(run, sorted(issues)[:JUDGED]).values()
        if one.doubt.kind == "candidate"
        for offer in one.doubt.offers
        if signposts.get(offer.pattern, offer.pattern) == pattern
    ]
    JudgementStore(write.connection, workspace_key).add(judged)


def judge_different(
    write: WriteTransaction, workspace_key: int, operation: int, issues: Collection[int]
) -> None:
    """Note that issues do not belong to the patterns in which likeness alone has put them.

    Those are known that came in near the threshold, which is where they teach something.
    """
    store = ReviewStore(write.connection, workspace_key)
    run = MembershipStore(write.connection, workspace_key).reach().run
    judged = [
        Judgement(operation, one.doubt.shape, one.doubt.offers[0].score, same=False)
        for one in store.find(run, sorted(issues)[:JUDGED]).values()
        if one.doubt.kind == "member"
    ]
    JudgementStore(write.connection, workspace_key).add(judged)
