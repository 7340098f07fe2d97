"""Filtering and sorting a snapshot's patterns, all in memory."""

from collections.abc import Callable, Iterable, Sequence

from causeloop_desktop.contract.patterns import PatternFilter, PatternSort, PatternStatus
from causeloop_desktop.engine.services.foundation.pages import Key
from causeloop_desktop.engine.services.patterns.faces import fingerprint_of
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers

LISTED = frozenset(PatternStatus) - {PatternStatus.RESOLVED}
"""What a list shows where no status is asked for."""

SORTED_BY_DAYS = 30
LESS_THAN_A_POINT = 0.999


def chosen(entries: Iterable[PatternNumbers], wanted: PatternFilter) -> list[PatternNumbers]:
    """Keep the patterns that a filter means."""
    statuses = frozenset(wanted.status) or LISTED
    words = (wanted.q or "").casefold().split()
    low = 0 if wanted.risk_min is None else wanted.risk_min
    high = 100 if wanted.risk_max is None else wanted.risk_max
    return [
        entry
        for entry in entries
        if entry.status in statuses
        and low <= entry.risk_score <= high
        and (not words or _says(entry, words))
        and (not wanted.team or not set(wanted.team).isdisjoint(entry.teams))
        and (not wanted.domain or fingerprint_of(entry)["domain"] in wanted.domain)
    ]


def sort_key(sort: PatternSort) -> Callable[[PatternNumbers], Key]:
    """Give what patterns are sorted by; the id decides between equals."""
    value = _VALUES[sort]
    return lambda entry: (value(entry), entry.id)


def _says(entry: PatternNumbers, words: Sequence[str]) -> bool:
    name = entry.name.casefold()
    return all(word in name for word in words)


def _risk(entry: PatternNumbers) -> float:
    """Of equally risky patterns the surer is worth a look first."""
    return entry.risk_score + LESS_THAN_A_POINT * entry.certainty


def _probability(entry: PatternNumbers) -> float:
    found = entry.probability(SORTED_BY_DAYS)
    return -1.0 if found is None else found


_VALUES: dict[PatternSort, Callable[[PatternNumbers], str | int | float]] = {
    PatternSort.RISK_SCORE: _risk,
    PatternSort.ISSUE_COUNT: lambda entry: entry.issues,
    PatternSort.EPISODE_COUNT: lambda entry: len(entry.episodes),
    PatternSort.LAST_SEEN_AT: lambda entry: entry.last_us,
    PatternSort.FIRST_SEEN_AT: lambda entry: entry.first_us,
    PatternSort.NAME: lambda entry: entry.name.casefold(),
    PatternSort.PROBABILITY: _probability,
    PatternSort.CONFIDENCE: lambda entry: entry.row.state.confidence,
}
