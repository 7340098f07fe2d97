"""Where a pattern stands in its life: emerging, active, watching or resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.engine.domain.episodes import DAY_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.episodes import Episode, Micros

DEFAULT_PROOF_DAYS = 60

_ACTIVE_EPISODES = 3
_ACTIVE_PAIR = (2, 3, 2)


@dataclass(frozen=True, slots=True)
class Closure:
    """What a person did to end a pattern.

    Attributes:
        at_us: When the fix was marked done, or the pattern was resolved by hand.
        proof_days: How long silence must last after a fix; 0 means resolved by hand, at once.
    """

    at_us: Micros
    proof_days: int = DEFAULT_PROOF_DAYS


def status_of(
    episodes: Sequence[Episode],
    *,
    issues: int,
    sources: int,
    as_of_us: Micros,
    closure: Closure | None = None,
) -> PatternStatus:
    """Decide a pattern's status from what happened and what a person did.

    Active means at least 3 episodes, or 2 with at least 3 issues from at least 2 sources; less is
    emerging. After a fix the pattern is watched until its proof window ends and is then resolved;
    an episode that begins after the closure brings it back.

    Args:
        episodes: Oldest first; those that begin after ``as_of_us`` are not seen.
        issues: How many issues belong to it.
        sources: From how many different sources they come.
        as_of_us: The instant for which the status is asked.
        closure: The latest one, if any; one after ``as_of_us`` is not seen.
    """
    seen = [episode for episode in episodes if episode.start_us <= as_of_us]
    living = _living(len(seen), issues, sources)
    if closure is None or closure.at_us > as_of_us:
        return living
    if any(episode.start_us > closure.at_us for episode in seen):
        return living
    proven = as_of_us >= closure.at_us + closure.proof_days * DAY_US
    return PatternStatus.RESOLVED if proven else PatternStatus.WATCHING


def _living(episodes: int, issues: int, sources: int) -> PatternStatus:
    paired = all(
        have >= need for have, need in zip((episodes, issues, sources), _ACTIVE_PAIR, strict=True)
    )
    return (
        PatternStatus.ACTIVE if episodes >= _ACTIVE_EPISODES or paired else PatternStatus.EMERGING
    )
