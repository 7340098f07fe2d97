"""Issues that belong together without comparing words: by people, fingerprint, frames, template."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Integers
from causeloop_desktop.engine.domain.detection.grouping.events import constants_of
from causeloop_desktop.engine.domain.detection.grouping.rules import Groups, Rules
from causeloop_desktop.engine.domain.detection.grouping.templates import (
    generalised,
    generalised_since,
)
from causeloop_desktop.engine.domain.detection.reading.corpus import SHAPES, Corpus
from causeloop_desktop.engine.domain.documents import Constraints, IssueKey, PatternKey
from causeloop_desktop.engine.domain.text.tokens import ExactKey


@dataclass(frozen=True, slots=True)
class Atoms:
    """Groups that likeness of text never takes apart.

    Attributes:
        of_row: Atom of each row of the corpus, numbered by their first rows.
        rules: What may not be joined, by atom.
        keys: Exact keys that matching will know, with a row that has each; templates of lines
            stand in their general form too.
        conflicts: Wishes of people that contradict earlier ones.
        forms: Templates of lines that have a more general form, with that form.
    """

    of_row: Integers
    rules: Rules
    keys: Mapping[ExactKey, int]
    conflicts: int
    forms: Mapping[str, str]

    @property
    def first(self) -> Integers:
        """The first row of each atom."""
        return np.unique(self.of_row, return_index=True)[1]


@dataclass(frozen=True, slots=True)
class Forms:
    """What an earlier run knew of templates.

    Attributes:
        known: The general form of each template that had one.
        before: Exact keys numbered below this were there before.
    """

    known: Mapping[str, str]
    before: int


def _first_come(labels: Integers) -> tuple[Integers, Integers]:
    """Renumber labels by first appearance; also the first row of each."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse], np.sort(first)


def _forms(corpus: Corpus, earlier: Forms | None) -> Mapping[str, str]:
    lines = corpus.shapes == SHAPES.index("line")
    used = np.unique(corpus.exact[lines & (corpus.exact >= 0)]).tolist()
    numbers = [n for n in used if corpus.exact_keys[n][0] == "template"]
    texts = [corpus.exact_keys[n][1] for n in numbers]
    named = np.unique(corpus.templates[lines]).tolist()
    constants = constants_of(corpus.template_names[n] for n in named)
    if earlier is None:
        return generalised(texts, constants)
    new = {corpus.exact_keys[n][1] for n in numbers if n >= earlier.before}
    return generalised_since(texts, earlier.known, new, constants)


def _general_keys(
    corpus: Corpus, forms: Mapping[str, str]
) -> tuple[Integers, tuple[ExactKey, ...]]:
    """Exact key of each row with line templates generalised, and all keys by number."""
    numbers = {key: number for number, key in enumerate(corpus.exact_keys)}
    moved = np.arange(len(numbers) + 1)
    for template, form in forms.items():
        if ("template", template) in numbers:
            general = numbers.setdefault(("template", form), len(numbers))
            moved[numbers["template", template]] = general
    moved[len(corpus.exact_keys)] = -1
    return moved[corpus.exact], tuple(numbers)


class _Builder:
    def __init__(
        self,
        corpus: Corpus,
        constraints: Constraints,
        previous: Mapping[IssueKey, PatternKey],
        earlier: Forms | None,
    ) -> None:
        self.corpus, self.constraints, self.previous = corpus, constraints, previous
        self.forms = _forms(corpus, earlier)
        self.exact, self.names = _general_keys(corpus, self.forms)
        self.special = self._special_rows()
        labels = np.where(self.exact >= 0, self.exact, len(self.names) + np.arange(len(corpus)))
        labels[self.special] = len(self.names) + len(corpus) + self.special
        self.node_of, self.first = _first_come(labels)
        self.rules = Rules()
        self.groups = Groups(len(self.first), self.rules)
        self.conflicts = 0

    def build(self) -> Atoms:
        self._label()
        self._join_by_people()
        self._keep_apart()
        self._join_by_key()
        rows = self.groups.roots()[self.node_of]
        of_row, first = _first_come(rows)
        rename = {int(rows[row]): atom for atom, row in enumerate(first.tolist())}
        rules = self.rules.renamed(rename)
        return Atoms(of_row, rules, self._keys(of_row), self.conflicts, self.forms)

    def _row(self, issue: IssueKey) -> int | None:
        keys = self.corpus.keys
        row = int(np.searchsorted(keys, issue))
        return row if row < len(keys) and keys[row] == issue else None

    def _special_rows(self) -> Integers:
        """Rows about which people decided one by one."""
        wishes = self.constraints
        pairs = (*wishes.must_link, *wishes.cannot_link)
        named = {issue for pair in pairs for issue in pair} | {issue for issue, _ in wishes.bans}
        rows = (self._row(issue) for issue in named | set(wishes.pins))
        return np.array(sorted(row for row in rows if row is not None), np.int64)

    def _label(self) -> None:
        """Tell the rules which nodes have pins and explicit fingerprints."""
        for issue, pattern in self.constraints.pins.items():
            if (node := self._node(issue)) is not None:
                self.rules.pins[node] = pattern
        explicit = np.array([kind == "fingerprint" for kind, _ in self.corpus.exact_keys] + [False])
        numbers = self.corpus.exact[self.first]
        for node in np.flatnonzero(explicit[numbers]).tolist():
            self.rules.fingerprints[node] = frozenset((self.corpus.exact_keys[numbers[node]][1],))

    def _node(self, issue: IssueKey) -> int | None:
        row = self._row(issue)
        return None if row is None else int(self.node_of[row])

    def _nodes(self, pairs: Iterable[tuple[IssueKey, IssueKey]]) -> Iterator[tuple[int, int]]:
        for one, other in pairs:
            first, second = self._node(one), self._node(other)
            if first is not None and second is not None:
                yield first, second

    def _join_by_people(self) -> None:
        pinned: dict[PatternKey, list[int]] = defaultdict(list)
        for node, pattern in sorted(self.rules.pins.items()):
            pinned[pattern].append(node)
        for nodes in pinned.values():
            self.groups.join_all(nodes)
        for first, second in self._nodes(sorted(self.constraints.must_link)):
            self.conflicts += not self.groups.join(first, second)

    def _keep_apart(self) -> None:
        self.conflicts += sum(self._is_pinned(*ban) for ban in self.constraints.bans)
        pairs = (*self.constraints.cannot_link, *self._banned_pairs())
        for first, second in self._nodes(pairs):
            one, other = self.groups.root(first), self.groups.root(second)
            self.conflicts += not self.rules.keep_apart(one, other)

    def _is_pinned(self, issue: IssueKey, pattern: PatternKey) -> bool:
        """Whether an issue, or one that it must be with, is pinned to a pattern."""
        node = self._node(issue)
        return node is not None and self.rules.pins.get(self.groups.root(node)) == pattern

    def _banned_pairs(self) -> Iterator[tuple[IssueKey, IssueKey]]:
        """A ban keeps an issue apart from all that are, or are pinned to be, in the pattern."""
        banned = {pattern for _, pattern in self.constraints.bans}
        members: dict[PatternKey, dict[int, IssueKey]] = defaultdict(dict)
        homes = {**self.previous, **self.constraints.pins} if banned else {}
        for issue, pattern in homes.items():
            node = self._node(issue) if pattern in banned else None
            if node is not None:
                members[pattern].setdefault(self.groups.root(node), issue)
        for issue, pattern in sorted(self.constraints.bans):
            node = self._node(issue)
            home = None if node is None else self.groups.root(node)
            yield from ((issue, m) for root, m in members[pattern].items() if root != home)

    def _join_by_key(self) -> None:
        """Special rows stand alone until here; they rejoin their equals if nobody forbids it."""
        numbers = self.exact[self.first]
        keyed = np.unique(self.exact[self.special])
        nodes = np.flatnonzero(np.isin(numbers, keyed[keyed >= 0]))
        alike: dict[int, list[int]] = defaultdict(list)
        for node in nodes.tolist():
            alike[int(numbers[node])].append(node)
        for _, found in sorted(alike.items()):
            for at, node in enumerate(found[1:], 1):
                any(self.groups.join(node, other) for other in found[:at])

    def _keys(self, of_row: Integers) -> dict[ExactKey, int]:
        """Every exact key with a row that has it; a key that people split speaks for nobody."""
        rows = np.tile(np.arange(len(of_row)), 2)
        numbers = np.concatenate((self.corpus.exact, self.exact))
        rows, numbers = rows[numbers >= 0], numbers[numbers >= 0]
        order = np.lexsort((rows, numbers))
        rows, numbers = rows[order], numbers[order]
        found, first = np.unique(numbers, return_index=True)
        same = of_row[rows] == of_row[np.repeat(rows[first], np.diff(np.append(first, len(rows))))]
        whole = np.logical_and.reduceat(same, first) if len(first) else same
        pairs = zip(found[whole].tolist(), rows[first][whole].tolist(), strict=True)
        return {self.names[number]: row for number, row in pairs}


def build_atoms(
    corpus: Corpus,
    constraints: Constraints,
    previous: Mapping[IssueKey, PatternKey],
    earlier: Forms | None = None,
) -> Atoms:
    """Group ``corpus`` by everything that decides without likeness.

    Order of authority: pins, must-links, cannot-links and bans, then equal exact keys.

    Args:
        corpus: What was read.
        constraints: What people decided.
        previous: The pattern of each issue after the last run.
        earlier: What an earlier run knew of templates; without it all are looked at anew.
    """
    return _Builder(corpus, constraints, previous, earlier).build()
