"""Note what a person's decision says of scores, inside the write that carries it out.

Whoever links, unlinks, merges or splits calls this before issues move, for afterwards nobody knows
any more how alike they were to what they left. A decision about a place whose score nobody
measured (by an equal key, or made by hand) teaches nothing.
"""

from collections.abc import Collection

from causeloop_desktop.engine.domain.calibration import Judgement
from causeloop_desktop.engine.domain.tokens import terms_of
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.judgements import JudgementStore
from causeloop_desktop.engine.store.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns import PatternStore
from causeloop_desktop.engine.store.reviews import ReviewStore

JUDGED = 20
"""Issues of one operation that are looked at; together they weigh as one decision anyway."""

CERTAIN = 1.0
"""The likeness of an equal fingerprint, which is no matter of thresholds."""


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
    """Note that issues do not belong to the patterns in which likeness has put them."""
    memberships = MembershipStore(write.connection, workspace_key)
    found = memberships.find(memberships.reach().run, sorted(issues)[:JUDGED])
    measured = {
        issue: row.similarity
        for issue, row in found.items()
        if row.similarity is not None and row.similarity < CERTAIN
    }
    documents = DocumentStore(write.connection, workspace_key).find(measured)
    judged = [
        Judgement(operation, terms_of(one).shape, measured[one.key], same=False)
        for one in documents
    ]
    JudgementStore(write.connection, workspace_key).add(judged)
