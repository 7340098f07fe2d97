"""The thresholds that a workspace has learned from what its people decided."""

from causeloop_desktop.contract.reviews import LearnedThreshold, ReviewThresholds
from causeloop_desktop.engine.domain.matching.thresholds import Thresholds
from causeloop_desktop.engine.domain.reviews.calibration import learn, learned_thresholds
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.reviews.judgements import JudgementStore


def load_thresholds(read: Read, workspace_key: int) -> Thresholds:
    """Give the limits by which a workspace attaches and offers."""
    return learned_thresholds(JudgementStore(read, workspace_key).all())


def told_thresholds(read: Read, workspace_key: int) -> ReviewThresholds:
    """Say what was shipped, what became of it, and from how many decisions."""
    found = learn(JudgementStore(read, workspace_key).all())
    return ReviewThresholds(
        thresholds=tuple(
            LearnedThreshold(
                shape=one.shape,
                shipped=one.shipped,
                learned=round(one.attach, 3),
                accepted=one.accepted,
                rejected=one.rejected,
            )
            for one in found
        )
    )
