"""The measures of quality, small enough to be checked by eye."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

Labels = Sequence[Hashable]


def _pairs(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def pair_f1(true: Labels, found: Labels) -> float:
    """Weigh pairs that belong together against pairs that were put together (their F1)."""
    both = _pairs(Counter(zip(true, found, strict=True)).values())
    wanted, made = _pairs(Counter(true).values()), _pairs(Counter(found).values())
    return 2 * both / (wanted + made) if wanted + made else 1.0


def false_attach(true: Labels, found: Labels) -> float:
    """Share of the issues without an earlier relative that were put with an earlier issue."""
    seen_true: set[Hashable] = set()
    seen_found: set[Hashable] = set()
    newcomers = wrong = 0
    for group, cluster in zip(true, found, strict=True):
        if group not in seen_true:
            newcomers += 1
            wrong += cluster in seen_found
        seen_true.add(group)
        seen_found.add(cluster)
    return wrong / newcomers if newcomers else 0.0


def grouping_accuracy(true: Labels, found: Labels) -> tuple[float, float]:
    """Give GA, the share of lines whose group is exactly right, and FGA, F1 over groups.

    As defined for log parsers by Zhu et al. (2019) and Jiang et al. (2024).
    """
    sizes = Counter(true)
    inside: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
    for group, cluster in zip(true, found, strict=True):
        inside[cluster].append(group)
    right = [g for g in inside.values() if len(set(g)) == 1 and len(g) == sizes[g[0]]]
    lines = sum(map(len, right)) / len(true)
    return lines, 2 * len(right) / (len(inside) + len(sizes))


def recall_at(
    limit: int, group_of: Mapping[str, str], ranked: Mapping[str, Sequence[str]]
) -> float:
    """Share of issues with an earlier relative that find one among the first ``limit``.

    Args:
        limit: How many of the ranked issues count.
        group_of: The group of each issue, in the order of time; empty for those without any.
        ranked: The issues that were named for each, best first.
    """
    seen: set[str] = set()
    asked = hits = 0
    for issue, group in group_of.items():
        if group in seen:
            asked += 1
            hits += any(group_of[other] == group for other in ranked[issue][:limit])
        if group:
            seen.add(group)
    return hits / asked if asked else 1.0
