"""What a run changes of the patterns that stood before it, told pattern by pattern."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey

SAMPLES = 5
"""How many issues stand for a change: its newest."""

HALF = 0.5
"""A new pattern was split off another one if at least so much of it came from there."""

ChangeName: TypeAlias = Literal["merged", "split", "moved", "vanished", "new"]

ORDER: tuple[ChangeName, ...] = ("merged", "split", "moved", "vanished", "new")
"""What a person is told first; within one kind the changes of most issues come first."""

Flow: TypeAlias = tuple[PatternKey, PatternKey]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a diff.

    Attributes:
        kind: What happened to ``pattern``.
        other: What it was merged into or split from, or where its issues moved to.
        issues: How many issues go along.
        size: How many issues the pattern has; for one that goes, had.
        samples: The newest of the issues.
    """

    kind: ChangeName
    pattern: PatternKey
    other: PatternKey | None
    issues: int
    size: int
    samples: tuple[IssueKey, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that a run changes.

    Attributes:
        changes: In the order in which they are told.
        reassigned: Issues that go from one pattern to another, for whatever reason.
        moved: Those of them that do not follow a merge of their whole pattern.
        joined: Issues that were in no pattern and now are.
        left: Issues that were in a pattern and now are in none.
    """

    changes: tuple[Change, ...]
    reassigned: int
    moved: int
    joined: int
    left: int

    def count(self, kind: ChangeName) -> int:
        """Count the lines of one kind."""
        return sum(change.kind == kind for change in self.changes)


def differences(
    before: Mapping[IssueKey, PatternKey], after: Mapping[IssueKey, PatternKey]
) -> Differences:
    """Compare two groupings; issues that fit nowhere stand in neither.

    Patterns whose members are the same on both sides may be left out of both.
    """
    flows = _flows(before, after)
    sizes, grown = Counter(before.values()), Counter(after.values())
    merged = dict(_heirs(flows, [key for key in sizes if key not in grown]))
    origins = {
        key: origin
        for key, origin in _origins(flows, [key for key in grown if key not in sizes])
        if merged.get(origin) != key and len(flows[origin, key]) >= HALF * grown[key]
    }
    changes = [
        *_gone(flows, before, grown, merged),
        *_born(flows, after, sizes, grown, origins),
        *_moved(flows, sizes, merged, origins),
    ]
    reassigned = sum(map(len, flows.values()))
    return Differences(
        changes=tuple(sorted(changes, key=_rank)),
        reassigned=reassigned,
        moved=reassigned - sum(len(flows[flow]) for flow in merged.items()),
        joined=sum(issue not in before for issue in after),
        left=sum(issue not in after for issue in before),
    )


def _flows(
    before: Mapping[IssueKey, PatternKey], after: Mapping[IssueKey, PatternKey]
) -> dict[Flow, list[IssueKey]]:
    found: defaultdict[Flow, list[IssueKey]] = defaultdict(list)
    for issue, pattern in before.items():
        now = after.get(issue)
        if now is not None and now != pattern:
            found[pattern, now].append(issue)
    return dict(found)


def _heirs(
    flows: Mapping[Flow, list[IssueKey]], gone: list[PatternKey]
) -> Iterator[tuple[PatternKey, PatternKey]]:
    """Say for each pattern that is gone where its largest part lives now."""
    parts: defaultdict[PatternKey, list[tuple[int, PatternKey]]] = defaultdict(list)
    for (source, target), issues in flows.items():
        parts[source].append((-len(issues), target))
    return ((key, min(parts[key])[1]) for key in gone if key in parts)


def _origins(
    flows: Mapping[Flow, list[IssueKey]], born: list[PatternKey]
) -> Iterator[tuple[PatternKey, PatternKey]]:
    """Say for each new pattern where the largest part of it comes from."""
    parts: defaultdict[PatternKey, list[tuple[int, PatternKey]]] = defaultdict(list)
    for (source, target), issues in flows.items():
        parts[target].append((-len(issues), source))
    return ((key, min(parts[key])[1]) for key in born if key in parts)


def _gone(
    flows: Mapping[Flow, list[IssueKey]],
    before: Mapping[IssueKey, PatternKey],
    grown: Counter[PatternKey],
    merged: Mapping[PatternKey, PatternKey],
) -> Iterator[Change]:
    members: defaultdict[PatternKey, list[IssueKey]] = defaultdict(list)
    for issue, pattern in before.items():
        if pattern not in grown:
            members[pattern].append(issue)
    for key, issues in members.items():
        if key in merged:
            yield _change("merged", key, merged[key], flows[key, merged[key]], len(issues))
        else:
            yield _change("vanished", key, None, issues, len(issues))


def _born(
    flows: Mapping[Flow, list[IssueKey]],
    after: Mapping[IssueKey, PatternKey],
    sizes: Counter[PatternKey],
    grown: Counter[PatternKey],
    origins: Mapping[PatternKey, PatternKey],
) -> Iterator[Change]:
    members: defaultdict[PatternKey, list[IssueKey]] = defaultdict(list)
    for issue, pattern in after.items():
        if pattern not in sizes:
            members[pattern].append(issue)
    for key, issues in members.items():
        if key in origins:
            yield _change("split", key, origins[key], flows[origins[key], key], grown[key])
        else:
            yield _change("new", key, None, issues, grown[key])


def _moved(
    flows: Mapping[Flow, list[IssueKey]],
    sizes: Counter[PatternKey],
    merged: Mapping[PatternKey, PatternKey],
    origins: Mapping[PatternKey, PatternKey],
) -> Iterator[Change]:
    for (source, target), issues in flows.items():
        if merged.get(source) != target and origins.get(target) != source:
            yield _change("moved", source, target, issues, sizes[source])


def _change(
    kind: ChangeName,
    pattern: PatternKey,
    other: PatternKey | None,
    issues: list[IssueKey],
    size: int,
) -> Change:
    samples = tuple(sorted(issues, reverse=True)[:SAMPLES])
    return Change(kind, pattern, other, len(issues), size, samples)


def _rank(change: Change) -> tuple[int, int, PatternKey, PatternKey]:
    return ORDER.index(change.kind), -change.issues, change.pattern, change.other or 0
