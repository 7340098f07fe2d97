"""What several tools tell of one occurrence counts once in a workspace, whatever patterns tell it.

Within one pattern it counts once anyway; where its issues lie in several patterns, each of them
happened, but the workspace's total has it from the pattern that told it first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from causeloop_desktop.engine.services.patterns.numbers import all_episodes, seen_episodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from causeloop_desktop.engine.services.patterns.book import Snapshot
    from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers


def told_once(snapshot: Snapshot) -> Iterator[PatternNumbers]:
    """Give the patterns so that no two of them count the same occurrence."""
    elsewhere = _told_elsewhere(snapshot)
    for entry in snapshot.entries:
        leads = elsewhere.get(entry.key)
        yield entry if not leads else _without(entry, snapshot.leads, leads)


def _told_elsewhere(snapshot: Snapshot) -> Mapping[int, set[int]]:
    """For each pattern what issues of another one told before, by the issues that lead them."""
    first: dict[int, tuple[int, int]] = {}
    telling: dict[int, list[int]] = {}
    for entry in snapshot.entries:
        for lead, time in _told(entry, snapshot.leads).items():
            first[lead] = min(first.get(lead, (time, entry.key)), (time, entry.key))
            telling.setdefault(lead, []).append(entry.key)
    found: dict[int, set[int]] = {}
    for lead, patterns in telling.items():
        for pattern in patterns:
            if pattern != first[lead][1]:
                found.setdefault(pattern, set()).add(lead)
    return found


def _told(entry: PatternNumbers, leads: Mapping[int, int]) -> Mapping[int, int]:
    """When a pattern's issues told first what others tell too, by the issue that leads them."""
    members = entry.row.state.members
    if not leads or leads.keys().isdisjoint(members.issues):
        return {}
    found: dict[int, int] = {}
    seen = zip(members.issues[: entry.until], members.times, strict=False)
    for issue, time in seen:
        if (lead := leads.get(issue)) is not None:
            found.setdefault(lead, time)
    return found


def _without(
    entry: PatternNumbers, leads: Mapping[int, int], elsewhere: Collection[int]
) -> PatternNumbers:
    members = entry.row.state.members.counted_once(leads, elsewhere)
    row = replace(entry.row, state=replace(entry.row.state, members=members))
    return replace(entry, row=row, episodes=seen_episodes(row, all_episodes(row), entry.until))
