"""What other settings would do to the patterns, in numbers and in examples."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey

SIZES: tuple[tuple[int, int | None], ...] = (
    (2, 2),
    (3, 5),
    (6, 10),
    (11, 25),
    (26, 100),
    (101, None),
)
"""The classes of sizes that are counted; the last has no end."""

EXAMPLES = 3
"""How many examples are told of each kind."""

STRANGERS = 2
"""How many issues of an example come or go; one that stays is told beside them."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a grouping consists of.

    Attributes:
        sizes: How many patterns fall into each class of ``SIZES``.
    """

    patterns: int
    linked: int
    largest: int
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Issues that would join, or part.

    Attributes:
        joins: Whether they come together; else they are together and part.
        pattern: Where they would be, or are.
        issues: One that is there on both sides, and some that come or go.
        count: How many come or go.
    """

    joins: bool
    pattern: PatternKey
    issues: tuple[IssueKey, ...]
    count: int


def summary_of(places: Mapping[IssueKey, PatternKey]) -> Summary:
    """Count the patterns that some issues are in."""
    sizes = Counter(places.values())
    return Summary(
        patterns=len(sizes),
        linked=len(places),
        largest=max(sizes.values(), default=0),
        sizes=tuple(
            sum(least <= size and (most is None or size <= most) for size in sizes.values())
            for least, most in SIZES
        ),
    )


def examples(
    before: Mapping[IssueKey, PatternKey], after: Mapping[IssueKey, PatternKey]
) -> tuple[Example, ...]:
    """Give the issues that would join, then those that would part, largest groups first."""
    return (
        *_most(_gathered(before, after, joins=True)),
        *_most(_gathered(after, before, joins=False)),
    )


def _most(found: Iterator[Example]) -> list[Example]:
    return sorted(found, key=lambda one: (-one.count, one.pattern))[:EXAMPLES]


def _gathered(
    elsewhere: Mapping[IssueKey, PatternKey], here: Mapping[IssueKey, PatternKey], *, joins: bool
) -> Iterator[Example]:
    """Tell of each group how many of its issues are somewhere else on the other side."""
    groups: defaultdict[PatternKey, list[IssueKey]] = defaultdict(list)
    for issue, pattern in here.items():
        groups[pattern].append(issue)
    for pattern, issues in groups.items():
        issues.sort(reverse=True)
        staying = _core(issues, elsewhere)
        strangers = [issue for issue in issues if issue not in staying]
        if strangers:
            shown = (*sorted(staying, reverse=True)[:1], *strangers[:STRANGERS])
            yield Example(joins, pattern, shown, len(strangers))


def _core(issues: list[IssueKey], elsewhere: Mapping[IssueKey, PatternKey]) -> set[IssueKey]:
    """Give the largest part that is together on the other side, too; at least one issue."""
    parts = Counter(elsewhere[issue] for issue in issues if issue in elsewhere)
    if not parts:
        return {issues[0]}
    kept = min(parts, key=lambda pattern: (-parts[pattern], pattern))
    return {issue for issue in issues if elsewhere.get(issue) == kept}
