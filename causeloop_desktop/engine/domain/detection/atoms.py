"""Issues that belong together without comparing words: by people, fingerprint, frames, template."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.detection.corpus import SHAPES, Corpus, Integers
from causeloop_desktop.engine.domain.detection.rules import Groups, Rules
from causeloop_desktop.engine.domain.detection.templates import generalised
from causeloop_desktop.engine.domain.documents import Constraints, IssueKey, PatternKey
from causeloop_desktop.engine.domain.tokens import ExactKey


@dataclass(frozen=True, slots=True)
class Atoms:
    """Groups that likeness of text never takes apart.

    Attributes:
        of_row: Atom of each row of the corpus, numbered by their first rows.
        rules: What may not be joined, by atom.
        keys: Exact keys that matching will know, with a row that has each; templates of lines
            stand in their general form too.
        conflicts: Wishes of people that contradict earlier ones.
    """

    of_row: Integers
    rules: Rules
    keys: Mapping[ExactKey, int]
    conflicts: int


def _first_come(labels: Integers) -> tuple[Integers, Integers]:
    """Renumber labels by first appearance; also the first row of each."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse], np.sort(first)


def _general_keys(corpus: Corpus) -> tuple[Integers, dict[ExactKey, int]]:
    """Exact key of each row with line templates generalised, and all keys by number."""
    lines = corpus.shapes == SHAPES.index("line")
    used = np.unique(corpus.exact[lines & (corpus.exact >= 0)])
    texts = [corpus.exact_keys[n][1] for n in used if corpus.exact_keys[n][0] == "template"]
    numbers = {key: number for number, key in enumerate(corpus.exact_keys)}
    moved = np.arange(len(numbers) + 1)
    for template, form in generalised(texts).items():
        moved[numbers["template", template]] = numbers.setdefault(("template", form), len(numbers))
    moved[len(corpus.exact_keys)] = -1
    return moved[corpus.exact], numbers


def _special_rows(constraints: Constraints, row_of: Mapping[IssueKey, int]) -> set[int]:
    """Rows about which people decided one by one."""
    pairs = (*constraints.must_link, *constraints.cannot_link)
    named = {issue for pair in pairs for issue in pair} | {issue for issue, _ in constraints.bans}
    return {row_of[issue] for issue in (named | set(constraints.pins)) if issue in row_of}


class _Builder:
    def __init__(
        self, corpus: Corpus, constraints: Constraints, previous: Mapping[IssueKey, PatternKey]
    ) -> None:
        self.corpus, self.constraints, self.previous = corpus, constraints, previous
        self.row_of = {int(key): row for row, key in enumerate(corpus.keys)}
        self.exact, self.numbers = _general_keys(corpus)
        self.special = _special_rows(constraints, self.row_of)
        labels = np.where(self.exact >= 0, self.exact, len(self.numbers) + np.arange(len(corpus)))
        for row in self.special:
            labels[row] = len(self.numbers) + len(corpus) + row
        self.node_of, self.first = _first_come(labels)
        self.rules = Rules()
        self.groups = Groups(len(self.first), self.rules)
        self.conflicts = 0

    def build(self) -> Atoms:
        self._label()
        self._join_by_people()
        self._keep_apart()
        self._join_by_key()
        roots = np.array([self.groups.root(node) for node in range(len(self.first))], np.int64)
        rows = roots[self.node_of]
        of_row, first = _first_come(rows)
        rename = {int(rows[row]): atom for atom, row in enumerate(first)}
        return Atoms(of_row, self.rules.renamed(rename), self._keys(of_row), self.conflicts)

    def _label(self) -> None:
        """Tell the rules which nodes have pins and explicit fingerprints."""
        for issue, pattern in self.constraints.pins.items():
            if issue in self.row_of:
                self.rules.pins[int(self.node_of[self.row_of[issue]])] = pattern
        names = self.corpus.exact_keys
        for node, row in enumerate(self.first):
            number = int(self.corpus.exact[row])
            if number >= 0 and names[number][0] == "fingerprint":
                self.rules.fingerprints[node] = frozenset((number,))

    def _node(self, issue: IssueKey) -> int | None:
        row = self.row_of.get(issue)
        return None if row is None else int(self.node_of[row])

    def _nodes(self, pairs: Iterable[tuple[IssueKey, IssueKey]]) -> Iterator[tuple[int, int]]:
        for one, other in pairs:
            first, second = self._node(one), self._node(other)
            if first is not None and second is not None:
                yield first, second

    def _join_by_people(self) -> None:
        pins, bans = self.constraints.pins, self.constraints.bans
        self.conflicts += sum(pins.get(issue) == pattern for issue, pattern in bans)
        pinned: dict[PatternKey, list[int]] = defaultdict(list)
        for node, pattern in sorted(self.rules.pins.items()):
            pinned[pattern].append(node)
        for nodes in pinned.values():
            self.groups.join_all(nodes)
        for first, second in self._nodes(sorted(self.constraints.must_link)):
            self.conflicts += not self.groups.join(first, second)

    def _keep_apart(self) -> None:
        pairs = (*self.constraints.cannot_link, *self._banned_pairs())
        for first, second in self._nodes(pairs):
            one, other = self.groups.root(first), self.groups.root(second)
            self.conflicts += not self.rules.keep_apart(one, other)

    def _banned_pairs(self) -> Iterator[tuple[IssueKey, IssueKey]]:
        """A ban keeps an issue apart from all that are, or are pinned to be, in the pattern."""
        banned = {pattern for _, pattern in self.constraints.bans}
        members: dict[PatternKey, dict[int, IssueKey]] = defaultdict(dict)
        for issue, pattern in {**self.previous, **self.constraints.pins}.items():
            node = self._node(issue) if pattern in banned else None
            if node is not None:
                members[pattern].setdefault(self.groups.root(node), issue)
        for issue, pattern in sorted(self.constraints.bans):
            node = self._node(issue)
            home = None if node is None else self.groups.root(node)
            yield from ((issue, m) for root, m in members[pattern].items() if root != home)

    def _join_by_key(self) -> None:
        """Special rows stand alone until here; they rejoin their equals if nobody forbids it."""
        alike: dict[int, list[int]] = defaultdict(list)
        keyed = {int(self.exact[row]) for row in self.special} - {-1}
        for node, row in enumerate(self.first):
            if int(self.exact[row]) in keyed:
                alike[int(self.exact[row])].append(node)
        for _, nodes in sorted(alike.items()):
            for node in nodes[1:]:
                any(self.groups.join(node, other) for other in nodes if other < node)

    def _keys(self, of_row: Integers) -> dict[ExactKey, int]:
        """Every exact key with a row that has it; a key that people split speaks for nobody."""
        names = {number: key for key, number in self.numbers.items()}
        rows: dict[int, int] = {}
        split: set[int] = set()
        for row, numbers in enumerate(zip(self.corpus.exact, self.exact, strict=True)):
            for number in {int(number) for number in numbers if number >= 0}:
                first = rows.setdefault(number, row)
                if of_row[first] != of_row[row]:
                    split.add(number)
        return {names[number]: row for number, row in rows.items() if number not in split}


def build_atoms(
    corpus: Corpus, constraints: Constraints, previous: Mapping[IssueKey, PatternKey]
) -> Atoms:
    """Group ``corpus`` by everything that decides without likeness.

    Order of authority: pins, must-links, cannot-links and bans, then equal exact keys.
    """
    return _Builder(corpus, constraints, previous).build()
