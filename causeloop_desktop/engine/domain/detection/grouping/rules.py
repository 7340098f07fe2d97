"""What may never share a pattern, kept up to date while groups grow together."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Self

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Integers


class Rules:
    """Labels and bans of groups; a group is any integer, a merged one may get a new number.

    Groups with different pins never join. Groups with different explicit fingerprints never join
    by likeness, but people may join them.
    """

    def __init__(self) -> None:
        self.pins: dict[int, int] = {}
        self.fingerprints: dict[int, frozenset[Hashable]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)

    def keep_apart(self, one: int, other: int) -> bool:
        """Ban a pair for ever; False if they are one group already."""
        if one == other:
            return False
        self._apart[one].add(other)
        self._apart[other].add(one)
        return True

    def allow(self, one: int, other: int) -> bool:
        """Whether people's decisions let two groups be one."""
        if other in self._apart.get(one, ()):
            return False
        pins = {self.pins[group] for group in (one, other) if group in self.pins}
        return len(pins) < 2

    def allow_by_likeness(self, one: int, other: int) -> bool:
        """Whether likeness of text may join two groups."""
        first, second = self.fingerprints.get(one), self.fingerprints.get(other)
        return (not first or not second or first == second) and self.allow(one, other)

    def merge(self, one: int, other: int, into: int) -> None:
        """Let ``into`` stand for both; it may be one of them."""
        for labels in (self.pins, self.fingerprints):
            self._inherit(labels, one, other, into)
        banned = self._apart.pop(one, set()) | self._apart.pop(other, set())
        for group in banned:
            self._apart[group] -= {one, other}
            self._apart[group].add(into)
        if banned:
            self._apart[into] = banned

    def renamed(self, names: Mapping[int, int]) -> Self:
        """The same rules for groups under new numbers."""
        rules = type(self)()
        rules.pins = {names[group]: pin for group, pin in self.pins.items()}
        rules.fingerprints = {names[group]: held for group, held in self.fingerprints.items()}
        for group, others in self._apart.items():
            for other in others:
                rules.keep_apart(names[group], names[other])
        return rules

    def gathered(self, names: Mapping[int, int]) -> Self:
        """The rules between groups of groups; those that have no name are left out."""
        rules = type(self)()
        for group, pin in self.pins.items():
            if group in names:
                rules.pins[names[group]] = pin
        for group, held in self.fingerprints.items():
            if group in names:
                name = names[group]
                rules.fingerprints[name] = held | rules.fingerprints.get(name, frozenset())
        for group, others in self._apart.items():
            for other in others:
                if group in names and other in names:
                    rules.keep_apart(names[group], names[other])
        return rules

    @staticmethod
    def _inherit(labels: dict[int, Any], one: int, other: int, into: int) -> None:
        held = [labels.pop(group) for group in (one, other) if group in labels]
        if held:
            labels[into] = held[0] if held[0] == held[-1] else held[0] | held[-1]


class Groups:
    """Union-find whose joins obey ``Rules``."""

    def __init__(self, count: int, rules: Rules) -> None:
        self.rules = rules
        self._parent = list(range(count))

    def root(self, member: int) -> int:
        """The group of ``member``."""
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def roots(self) -> Integers:
        """The group of every member; a group's number is that of its first member."""
        roots = np.array(self._parent, np.int64)
        while not np.array_equal(roots, higher := roots[roots]):
            roots = higher
        return roots

    def join(self, one: int, other: int) -> bool:
        """Make one group of two, unless a rule forbids it; says whether they are one now."""
        one, other = sorted((self.root(one), self.root(other)))
        if one == other:
            return True
        if not self.rules.allow(one, other):
            return False
        self._parent[other] = one
        self.rules.merge(one, other, one)
        return True

    def join_all(self, members: Iterable[int]) -> int:
        """Join each with the first; counts the joins that a rule forbade."""
        first, *others = sorted(set(members))
        return sum(not self.join(first, other) for other in others)
