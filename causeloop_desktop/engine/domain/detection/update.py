"""Bring a detection up to date: read what is new, link it in, describe what changed.

Everything that decides without likeness (equal keys, people) is grouped anew for all issues, which
is a sort; text is read, compared and linked only for what came, changed or went, and for the groups
that it touches. Rarity and cuts stay those of the last full run.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Floats, Integers
from causeloop_desktop.engine.domain.detection.comparing.continuity import Continuity, carry_over
from causeloop_desktop.engine.domain.detection.describing.patterns import (
    describe,
    exact_keys_of,
    exemplars_of,
    lone_rows,
    opinion_among,
)
from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.grouping.atoms import Atoms, Forms, build_atoms
from causeloop_desktop.engine.domain.detection.likeness.bonds import Bonds, trust_of
from causeloop_desktop.engine.domain.detection.likeness.evidence import Witness
from causeloop_desktop.engine.domain.detection.likeness.neighbours import MOST_COMMON, Pairs
from causeloop_desktop.engine.domain.detection.likeness.seeking import Seeker
from causeloop_desktop.engine.domain.detection.linking.cuts import Cuts, cuts_of, floor_of, rise_of
from causeloop_desktop.engine.domain.detection.linking.trees import Tree
from causeloop_desktop.engine.domain.detection.reading.corpus import (
    Corpus,
    Placed,
    digest_of,
    in_order,
    joined,
    read_further,
)
from causeloop_desktop.engine.domain.detection.state import State
from causeloop_desktop.engine.domain.detection.updating.changes import (
    Changed,
    changed_groups,
    still_whole,
    touched_by,
)
from causeloop_desktop.engine.domain.detection.updating.heads import Grouping, names_of, steady
from causeloop_desktop.engine.domain.detection.updating.portraits import Gallery, Sitting
from causeloop_desktop.engine.domain.detection.updating.relinking import relink
from causeloop_desktop.engine.domain.detection.updating.spaces import (
    Grown,
    Space,
    grown_space,
    nearest_of,
)
from causeloop_desktop.engine.domain.detection.updating.terms import Standing, Terms
from causeloop_desktop.engine.domain.detection.values import (
    Cancelled,
    DetectedPattern,
    Progress,
    within,
)
from causeloop_desktop.engine.domain.documents import Constraints, Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.inheriting import inherited
from causeloop_desktop.engine.domain.matching.model import LONE, MatchModel
from causeloop_desktop.engine.domain.patterns.confidence import Leanings
from causeloop_desktop.engine.domain.scoring.derived import Derived


class StateUnfitError(Exception):
    """The state cannot be brought up to date; a full run is needed."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the last run left, with real pattern keys, and what matching derived from its model."""

    state: State
    model: MatchModel
    derived: Derived | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What happened since.

    Attributes:
        documents: Issues that came or changed, by ascending key; equal ones are passed over.
        gone: Issues that are no more.
        constraints: What people have decided by now.
        previous: The pattern of each issue as it is now.
        leanings: What the workspace's people add to the log-odds of belonging.
    """

    documents: Iterable[Document]
    gone: Collection[IssueKey]
    constraints: Constraints
    previous: Mapping[IssueKey, PatternKey]
    leanings: Leanings = field(default_factory=dict)


def update(earlier: Earlier, news: News, progress: Progress, cancelled: Cancelled) -> Detection:
    """Find the patterns of now.

    Raises:
        DetectionCancelledError: If asked to stop; nothing was decided.
        StateUnfitError: If what people decided cannot be obeyed in this way.
    """
    return _Update(earlier, news, progress, cancelled).run()


@dataclass(frozen=True, slots=True)
class _Basis:
    """Issues and atoms of now.

    Attributes:
        corpus: All issues.
        origin: The row of each in the last run; -1 for those that came or changed.
        atoms: What belongs together without comparing words.
        was: The equal atom of the last run; -1 for those that are new or changed.
        cuts: What each atom asks of a group.
    """

    corpus: Corpus
    origin: Integers
    atoms: Atoms
    was: Integers
    cuts: Cuts


class _Update:
    def __init__(
        self, earlier: Earlier, news: News, progress: Progress, cancelled: Cancelled
    ) -> None:
        self._state, self._model, self._news = earlier.state, earlier.model, news
        self._derived = earlier.derived
        self._progress, self._cancelled = progress, cancelled

    def run(self) -> Detection:
        self._progress(0.0, "Reading what is new")
        basis, placed = self._read()
        self._progress(0.4, "Comparing what is new")
        space = self._space(basis, placed)
        near, weakest = self._near(basis, space)
        self._progress(0.7, "Joining what is new")
        tree, capped = self._relinked(basis, space, near)
        changed = self._changed(basis, tree)
        self._progress(0.8, "Describing patterns")
        found = self._described(basis, space, changed)
        self._check(basis, found)
        state = self._kept(basis, space, tree, found, weakest)
        self._progress(1.0, "Done")
        return self._report(basis, found, state, capped)

    def _read(self) -> tuple[_Basis, Placed]:
        state, news = self._state, self._news
        fresh, placed = read_further(
            self._really_new(), state.corpus, self._model.rarity, self._cancelled
        )
        gone = np.fromiter(news.gone, np.int64, len(news.gone))
        left = ~np.isin(state.corpus.keys, np.concatenate((fresh.keys, gone)))
        corpus, origin = joined(state.corpus, left, fresh)
        forms = Forms(state.forms, len(state.corpus.exact_keys))
        atoms = build_atoms(corpus, news.constraints, news.previous, forms)
        cuts = self._cuts(corpus, atoms.of_row)
        before = Grouping(
            state.of_row, np.arange(len(state.corpus)), self._cuts(state.corpus, state.of_row)
        )
        was = steady(before, Grouping(atoms.of_row, names_of(origin), cuts))
        return _Basis(corpus, origin, atoms, was, cuts), placed

    def _really_new(self) -> Iterator[Document]:
        keys, digests = self._state.corpus.keys, self._state.corpus.digests
        for document in in_order(self._news.documents):
            at = int(np.searchsorted(keys, document.key))
            known = at < len(keys) and keys[at] == document.key
            if not known or int(digests[at]) != digest_of(document):
                yield document

    def _cuts(self, corpus: Corpus, of_row: Integers) -> Cuts:
        basis = self._state.basis
        return cuts_of(corpus, of_row, basis.settings, basis.crowd, basis.machines)

    def _space(self, basis: _Basis, placed: Placed) -> Space:
        grown = Grown(basis.origin, basis.atoms, basis.was)
        return grown_space(self._state, placed, grown)

    def _seekers(self, basis: _Basis) -> Integers:
        """Atoms that are new or changed, and those about which people decided since."""
        named = touched_by(self._state.constraints, self._news.constraints)
        rows = np.flatnonzero(np.isin(basis.corpus.keys, named))
        return np.union1d(np.flatnonzero(basis.was < 0), basis.atoms.of_row[rows])

    def _near(self, basis: _Basis, space: Space) -> tuple[Pairs, Floats]:
        """Neighbours of seekers among all atoms, as far as they are among the nearest."""
        seekers = self._seekers(basis)
        few = space.entries.take(space.atoms, seekers)
        rare = space.frequency <= MOST_COMMON
        search = Seeker(few, rare, floor_of(basis.cuts))
        pairs = search.pairs(space.entries.parts(space.atoms), self._cancelled)
        weakest = np.zeros(len(basis.was), np.float32)
        steady_ = basis.was >= 0
        weakest[steady_] = self._state.weakest[basis.was[steady_]]
        return nearest_of(replace(pairs, left=seekers[pairs.left]), seekers, weakest)

    def _relinked(self, basis: _Basis, space: Space, near: Pairs) -> tuple[Tree, int]:
        there = np.flatnonzero(basis.was >= 0)
        atoms = np.full(self._state.tree.leaves, -1, np.int64)
        atoms[basis.was[there]] = there
        standing = Standing(self._state.tree, atoms, self._seekers(basis), near)
        features, kept = space.entries.features, self._state.basis
        witness = Witness.of(features, self._model.rarity, self._model.latent)
        terms = Terms(
            bonds=Bonds(witness, kept.chance, trust_of(kept.crowd)),
            shapes=basis.corpus.shapes[basis.atoms.first],
            rows=lambda some: space.entries.take(space.atoms, some),
            rare=space.frequency <= MOST_COMMON,
            floor=floor_of(basis.cuts),
            cuts=basis.cuts,
            rise=rise_of(self._state.basis.crowd),
            largest=self._state.basis.settings.largest,
            rules=basis.atoms.rules,
            cancelled=self._cancelled,
        )
        return relink(standing, terms)

    def _changed(self, basis: _Basis, tree: Tree) -> Changed:
        state = self._state
        before = state.tree.roots()[state.of_row]
        now = tree.roots()[basis.atoms.of_row]
        keys = basis.corpus.keys.tolist()
        places = np.fromiter((self._news.previous.get(k, 0) for k in keys), np.int64, len(keys))
        was = np.where(basis.origin >= 0, state.patterns[basis.origin], -1)
        as_said = places == was
        found = changed_groups(before, now, np.where(as_said, basis.origin, -1))
        placed = np.fromiter(self._news.previous.values(), np.int64, len(self._news.previous))
        return still_whole(found, was, placed)

    def _described(self, basis: _Basis, space: Space, changed: Changed) -> "_Found":
        state, settings = self._state, self._state.basis.settings
        patterns = np.where(changed.same, state.patterns[basis.origin], 0)
        similarities = np.where(changed.same, state.similarities[basis.origin], 0)
        carried = frozenset(np.unique(patterns[patterns > 0]).tolist())
        members = changed.members(settings.minimum_size)
        groups = [basis.corpus.keys[rows].tolist() for rows in members]
        kept = carry_over(groups, self._news.previous, self._news.constraints, carried)
        if not carried.isdisjoint(kept.keys):
            raise StateUnfitError("An issue is pinned to a pattern that stands apart from it.")
        gallery = Gallery(self._model.exemplars, basis.corpus, space.entries, space.rows)
        placed = self._news.constraints.placed
        opinion = opinion_among(state.basis.crowd, self._news.leanings, placed)
        sittings = [self._sitting(basis, *pair) for pair in zip(kept.keys, members, strict=True)]
        telling = within(self._progress, 0.8, 0.95)
        portraits = gallery.portraits(sittings, telling, self._cancelled)
        described: list[DetectedPattern] = []
        for sitting, portrait in zip(sittings, portraits, strict=True):
            rows = sitting.members
            described.append(describe(basis.corpus, sitting.key, rows, portrait, opinion))
            patterns[rows] = sitting.key
            similarities[rows] = described[-1].similarities
        alone = lone_rows(patterns)
        lone = space.entries.take(space.rows, alone)
        model = replace(
            self._model,
            exemplars=gallery.exemplars(carried),
            exact=exact_keys_of(basis.atoms, patterns),
            lone=exemplars_of(basis.corpus, lone, space.entries.features, {LONE: alone.tolist()}),
        )
        return _Found(tuple(described), carried, kept, patterns, similarities, model)

    def _sitting(self, basis: _Basis, key: PatternKey, rows: Integers) -> Sitting:
        origin = basis.origin[rows]
        same = (origin >= 0) & (self._state.patterns[origin] == key)
        before = np.where(same, self._state.similarities[origin], -1)
        return Sitting(key, rows, basis.atoms.of_row[rows], before)

    def _check(self, basis: _Basis, found: "_Found") -> None:
        """People are obeyed, or this way was not the right one."""
        held, atoms = self._news.constraints, basis.atoms
        keys = basis.corpus.keys

        def place(issue: IssueKey) -> int:
            at = int(np.searchsorted(keys, issue))
            return int(found.patterns[at]) if at < len(keys) and keys[at] == issue else 0

        broken = (
            any(place(a) == place(b) != 0 for a, b in held.cannot_link),
            any(place(issue) == pattern for issue, pattern in held.bans),
            any(place(issue) not in (pattern, 0) for issue, pattern in held.pins.items()),
        )
        if any(broken) and not atoms.conflicts:
            raise StateUnfitError("What people decided asks for more than what is new.")

    def _kept(
        self, basis: _Basis, space: Space, tree: Tree, found: "_Found", weakest: Floats
    ) -> State:
        return replace(
            self._state,
            corpus=basis.corpus,
            entries=space.entries,
            rows=space.rows,
            atoms=space.atoms,
            of_row=basis.atoms.of_row,
            frequency=space.frequency,
            weakest=weakest,
            tree=tree,
            patterns=found.patterns,
            similarities=found.similarities.astype(np.float32),
            forms=basis.atoms.forms,
            constraints=self._news.constraints,
            basis=replace(
                self._state.basis,
                changed=self._state.basis.changed
                + int((basis.origin < 0).sum())
                + len(self._news.gone),
            ),
        )

    def _report(self, basis: _Basis, found: "_Found", state: State, capped: int) -> Detection:
        free = found.patterns == 0
        keys = basis.corpus.keys[free].tolist()
        was = np.where(basis.origin[free] >= 0, self._state.patterns[basis.origin[free]], -1)
        previous, derived = self._news.previous, self._derived
        moved = (w != 0 or key in previous for w, key in zip(was.tolist(), keys, strict=True))
        return Detection(
            patterns=found.described,
            vanished=found.kept.vanished,
            merged_into=found.kept.merged_into,
            moved=found.kept.moved,
            pool=len(keys),
            conflicts=basis.atoms.conflicts,
            model=found.model,
            state=state,
            capped=capped,
            carried=found.carried,
            released=tuple(key for key, out in zip(keys, moved, strict=True) if out),
            incremental=True,
            derived=derived and inherited(found.model, self._model, derived),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    described: tuple[DetectedPattern, ...]
    carried: frozenset[PatternKey]
    kept: Continuity
    patterns: Integers
    similarities: Floats
    model: MatchModel
