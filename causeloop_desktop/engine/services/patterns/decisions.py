"""Turn what people decided, one operation after another, into what a detection must obey.

A later word about an issue beats an earlier one: an issue that is unlinked, pinned or split off
leaves the chains that earlier merges put it into, and what it held together stays together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from causeloop_desktop.engine.domain.documents import Constraints
from causeloop_desktop.engine.store.patterns.constraints import Constraint, ConstraintKind, Decision


def constraints_for(
    decisions: Iterable[Decision],
    signposts: Mapping[int, int],
    previous: Mapping[int, int],
) -> Constraints:
    """Give what holds now.

    Args:
        decisions: In the order in which they were made.
        signposts: Where the issues of folded patterns are now.
        previous: The pattern each issue is in.
    """
    held = _Held()
    for decision in decisions:
        held.take(decision, signposts)
    anchors = held.anchors(previous)
    return Constraints(
        must_link=(*held.links(), *anchors),
        cannot_link=tuple(held.apart),
        pins=held.pins,
        bans=frozenset(held.bans),
    )


def together(issues: Iterable[int]) -> list[Constraint]:
    """Bind issues to each other by a chain."""
    return [Constraint(ConstraintKind.MUST, one, other) for one, other in pairwise(sorted(issues))]


def apart(issues: Iterable[int], others: Iterable[int]) -> list[Constraint]:
    """Bind issues to each other and keep every other one away from them."""
    bound = sorted(issues)
    away = [Constraint(ConstraintKind.CANNOT, bound[0], other) for other in sorted(others)]
    return [*together(bound), *away]


class _Held:
    """The decisions so far, later ones on top."""

    def __init__(self) -> None:
        self.pins: dict[int, int] = {}
        self.bans: dict[tuple[int, int], None] = {}
        self.apart: dict[tuple[int, int], None] = {}
        self._beside: defaultdict[int, dict[int, None]] = defaultdict(dict)

    def take(self, decision: Decision, signposts: Mapping[int, int]) -> None:
        for issue in _leaving(decision.constraints):
            self._leave(issue)
        for kind, issue, other in decision.constraints:
            match kind:
                case ConstraintKind.PIN:
                    pattern = signposts.get(other, other)
                    self.pins[issue] = pattern
                    self.bans.pop((issue, pattern), None)
                case ConstraintKind.BAN:
                    self.bans[issue, signposts.get(other, other)] = None
                case ConstraintKind.MUST:
                    self._join(issue, other)
                    self.apart.pop((issue, other), None)
                case ConstraintKind.CANNOT:
                    self.apart[issue, other] = None

    def links(self) -> list[tuple[int, int]]:
        return [
            (issue, other)
            for issue, beside in self._beside.items()
            for other in beside
            if issue < other
        ]

    def anchors(self, previous: Mapping[int, int]) -> list[tuple[int, int]]:
        """Tie each pinned issue to one that is in the pattern anyway, so that they stay one."""
        wanted = set(self.pins.values())
        anchor: dict[int, int] = {}
        for issue, pattern in previous.items():
            if pattern in wanted and issue not in self.pins and (issue, pattern) not in self.bans:
                anchor.setdefault(pattern, issue)
        pinned = self.pins.items()
        return [(issue, anchor[pattern]) for issue, pattern in pinned if pattern in anchor]

    def _join(self, issue: int, other: int) -> None:
        self._beside[issue][other] = None
        self._beside[other][issue] = None

    def _leave(self, issue: int) -> None:
        """Take an issue out of its chain and close the gap."""
        self.pins.pop(issue, None)
        beside = list(self._beside.pop(issue, ()))
        for other in beside:
            del self._beside[other][issue]
        for one, other in pairwise(beside):
            self._join(one, other)


def _leaving(constraints: Iterable[Constraint]) -> list[int]:
    """Say which issues a decision takes out of what held them; a merge takes out none."""
    found = list(constraints)
    named = [one.issue for one in found if one.kind in (ConstraintKind.PIN, ConstraintKind.BAN)]
    if any(one.kind is ConstraintKind.CANNOT for one in found):
        split = (one for one in found if one.kind is ConstraintKind.MUST)
        named += [issue for one in split for issue in (one.issue, one.other)]
        named += [one.issue for one in found if one.kind is ConstraintKind.CANNOT]
    return list(dict.fromkeys(named))
