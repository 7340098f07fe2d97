"""Let patterns keep their ids from one detection to the next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from causeloop_desktop.engine.domain.documents import Constraints, IssueKey, PatternKey


@dataclass(frozen=True, slots=True)
class Continuity:
    """Who became what.

    Attributes:
        keys: A key per group; negative ones are provisional, for new patterns.
        vanished: Earlier patterns of which no key and no larger part survives.
        merged_into: Earlier patterns whose largest part is now in another pattern.
        moved: Issues that were in one pattern and are now in another.
    """

    keys: tuple[PatternKey, ...]
    vanished: tuple[PatternKey, ...]
    merged_into: Mapping[PatternKey, PatternKey]
    moved: int


def _overlaps(
    groups: Sequence[Sequence[IssueKey]], previous: Mapping[IssueKey, PatternKey]
) -> list[Counter[PatternKey]]:
    return [
        Counter(previous[issue] for issue in members if issue in previous) for members in groups
    ]


def _pinned(
    groups: Sequence[Sequence[IssueKey]], pins: Mapping[IssueKey, PatternKey]
) -> dict[int, PatternKey]:
    found = (
        (index, next((pins[issue] for issue in members if issue in pins), None))
        for index, members in enumerate(groups)
    )
    return {index: pattern for index, pattern in found if pattern is not None}


def _banned(
    groups: Sequence[Sequence[IssueKey]], bans: Iterable[tuple[IssueKey, PatternKey]]
) -> set[tuple[int, PatternKey]]:
    """Keys that a group must not take because one of its issues is banned from them."""
    patterns_of: dict[IssueKey, list[PatternKey]] = defaultdict(list)
    for issue, pattern in bans:
        patterns_of[issue].append(pattern)
    return {
        (index, pattern)
        for index, members in enumerate(groups)
        for issue in members
        if issue in patterns_of
        for pattern in patterns_of[issue]
    }


def _assigned(
    overlaps: Sequence[Counter[PatternKey]],
    pinned: Mapping[int, PatternKey],
    banned: Set[tuple[int, PatternKey]],
    carried: Set[PatternKey],
) -> dict[int, PatternKey]:
    """Pins first, then the largest overlap wins; each key and each group once."""
    assigned = dict(pinned)
    taken = {*pinned.values(), *carried}
    claims = sorted(
        (-count, pattern, index)
        for index, counted in enumerate(overlaps)
        for pattern, count in counted.items()
        if (index, pattern) not in banned
    )
    for _, pattern, index in claims:
        if index not in assigned and pattern not in taken:
            assigned[index] = pattern
            taken.add(pattern)
    return assigned


def _heirs(
    overlaps: Sequence[Counter[PatternKey]], keys: Sequence[PatternKey]
) -> dict[PatternKey, PatternKey]:
    """For each earlier pattern the key under which its largest part lives now."""
    parts: dict[PatternKey, list[tuple[int, int]]] = defaultdict(list)
    for index, counted in enumerate(overlaps):
        for pattern, count in counted.items():
            parts[pattern].append((-count, index))
    return {pattern: keys[min(found)[1]] for pattern, found in parts.items()}


def carry_over(
    groups: Sequence[Sequence[IssueKey]],
    previous: Mapping[IssueKey, PatternKey],
    constraints: Constraints,
    carried: Set[PatternKey] = frozenset(),
) -> Continuity:
    """Give every group the key of the earlier pattern that it continues, or a provisional one.

    Args:
        groups: The issues of each group.
        previous: The pattern of each issue before.
        constraints: What people decided.
        carried: Patterns that go on as they were, with none of the issues of ``groups``.
    """
    overlaps = _overlaps(groups, previous)
    pinned = _pinned(groups, constraints.pins)
    assigned = _assigned(overlaps, pinned, _banned(groups, constraints.bans), carried)
    keys: list[PatternKey] = []
    new = 0
    for index in range(len(groups)):
        new -= index not in assigned
        keys.append(assigned.get(index, new))
    gone = set(previous.values()) - set(keys) - carried
    heirs = _heirs(overlaps, keys)
    merged = {pattern: heirs[pattern] for pattern in sorted(gone) if pattern in heirs}
    moved = sum(
        count
        for key, counted in zip(keys, overlaps, strict=True)
        for pattern, count in counted.items()
        if pattern != key and merged.get(pattern) != key
    )
    return Continuity(tuple(keys), tuple(sorted(gone - merged.keys())), merged, moved)
