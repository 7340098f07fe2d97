"""Why the issues of a pattern are together, told from some of its members."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.contract.patterns import PatternWhy, SharedReason
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.domain.forecasts.reasons import percent
from causeloop_desktop.engine.recent import Recent
from causeloop_desktop.engine.services.matching import alike
from causeloop_desktop.engine.services.patterns.faces import reference
from causeloop_desktop.engine.services.why.words import kind_of, parts_of
from causeloop_desktop.engine.store.issues.documents import DocumentStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.contract.issues import PatternRef
    from causeloop_desktop.engine.domain.documents import Document
    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.why.deciding import Decision
    from causeloop_desktop.engine.domain.why.together import Togetherness
    from causeloop_desktop.engine.services.matching.matchers import Matchers
    from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers
    from causeloop_desktop.engine.services.patterns.service import PatternService
    from causeloop_desktop.engine.store.database import Database, Read
    from causeloop_desktop.engine.store.issues.documents import Head
    from causeloop_desktop.engine.store.patterns.rows import PatternState

LOOKED_AT = 40
"""Members that are taken apart; they stand evenly in the order of their arrival."""

PARTS_SHOWN = 10
TYPICAL_SHOWN = 3
LACKING_SHOWN = 5
TERMS_SHOWN = 8
LEADING = 5
"""Of so many largest parts the sentence names the one that most members share."""

REMEMBERED = 200
"""Patterns whose reasons are kept until something changes them."""


@dataclass(frozen=True, slots=True)
class _Thought:
    """What was found about a pattern, and the score its usual member needs to join.

    Attributes:
        here: The mean of what is compared with the threshold.
        there: The same for the nearest other pattern.
    """

    found: Togetherness
    terms: tuple[str, ...]
    threshold: float
    here: Decision
    there: Decision | None


@dataclass(frozen=True, slots=True)
class _Known:
    """A thought, and what it was thought about."""

    matcher: Matcher
    state: PatternState
    thought: _Thought


class PatternWhyService:
    """Explains patterns by the model of the last detection.

    Args:
        database: Where issues are.
        patterns: Names and numbers patterns.
        matchers: Hold the models of the last detections.
    """

    def __init__(self, database: Database, patterns: PatternService, matchers: Matchers) -> None:
        self._database = database
        self._patterns = patterns
        self._matchers = matchers
        self._known: Recent[tuple[int, int, int], _Known] = Recent(REMEMBERED)

    async def why(
        self, workspace_key: int, pattern_id: str, as_of_us: int | None = None
    ) -> PatternWhy:
        """Say why a pattern's issues are together.

        Raises:
            NotFoundError: There is no such pattern, or there was none yet.
        """
        numbers = await self._numbers(workspace_key, pattern_id, as_of_us)
        thought = await self._think(workspace_key, numbers)
        typical = thought.found.typical[:TYPICAL_SHOWN]
        heads = await self._database.read(partial(alike.heads, workspace_key, typical))
        other = thought.found.nearest_other
        keys = {numbers.key, *(() if other is None else (other.pattern,))}
        refs = await self._patterns.refs(workspace_key, keys, as_of_us)
        return _answer(numbers, thought, [heads[key] for key in typical if key in heads], refs)

    async def top_terms(
        self, workspace_key: int, pattern_id: str, as_of_us: int | None = None
    ) -> tuple[str, ...]:
        """Name the words that most members share and that weigh most."""
        numbers = await self._numbers(workspace_key, pattern_id, as_of_us)
        return (await self._think(workspace_key, numbers)).terms

    async def _numbers(
        self, workspace_key: int, pattern_id: str, as_of_us: int | None
    ) -> PatternNumbers:
        snapshot = await self._patterns.snapshot(workspace_key, as_of_us)
        return await self._patterns.numbers(workspace_key, pattern_id, snapshot)

    async def _think(self, workspace_key: int, numbers: PatternNumbers) -> _Thought:
        """Think once about the same members compared by the same model."""
        matcher = await self._matchers.get(workspace_key)
        name, state = (workspace_key, numbers.key, numbers.until), numbers.row.state
        known = self._known.find(name)
        if known is None or known.matcher is not matcher or known.state is not state:
            documents = await self._database.read(
                partial(_documents, workspace_key, _some_of(numbers))
            )
            thought = await asyncio.to_thread(_taken_apart, documents, numbers.key, matcher)
            known = _Known(matcher, state, thought)
            self._known.put(name, known)
        return known.thought


def _some_of(numbers: PatternNumbers) -> list[int]:
    issues = sorted(set(numbers.row.state.members.issues[: numbers.until]))
    step = max(1, -(-len(issues) // LOOKED_AT))
    return issues[::step]


def _documents(workspace_key: int, issues: Sequence[int], read: Read) -> list[Document]:
    return DocumentStore(read, workspace_key).find(issues)


def _taken_apart(documents: Sequence[Document], pattern: int, matcher: Matcher) -> _Thought:
    from causeloop_desktop.engine.domain.text.tokens import terms_of
    from causeloop_desktop.engine.domain.why.deciding import averaged, decision_on
    from causeloop_desktop.engine.domain.why.together import explain_pattern, top_terms

    found = explain_pattern(documents, pattern, matcher)
    shapes = Counter(terms_of(document).shape for document in documents)
    usual = shapes.most_common(1)[0][0] if shapes else "prose"
    threshold = matcher.thresholds.of(usual).attach
    other = found.nearest_other
    here = averaged([decision_on(one, pattern, matcher) for one in documents])
    there = (
        None
        if other is None
        else averaged([decision_on(one, other.pattern, matcher) for one in documents])
    )
    return _Thought(
        found.shortened(PARTS_SHOWN), top_terms(found, TERMS_SHOWN), threshold, here, there
    )


def _answer(
    numbers: PatternNumbers,
    thought: _Thought,
    typical: Sequence[Head],
    refs: Mapping[int, PatternRef],
) -> PatternWhy:
    found, other, there = thought.found, thought.found.nearest_other, thought.there
    nearest = None if other is None else refs.get(other.pattern)
    return PatternWhy(
        pattern=reference(numbers),
        score=found.score,
        of=found.of,
        because=_shared(found),
        typical=tuple(alike.issue_ref(head) for head in typical),
        in_time=_in_time(numbers),
        gap_hours=numbers.row.gap_us / HOUR_US,
        nearest_other=nearest,
        nearest_other_score=None if there is None or nearest is None else there.score,
        threshold=thought.threshold,
        would_need=found.lacking[:LACKING_SHOWN] if nearest else (),
        deciding_score=thought.here.score,
        deciding_parts=parts_of(thought.here),
        nearest_other_parts=parts_of(there) if nearest else (),
        top_terms=thought.terms,
        sentence=_sentence(thought, nearest),
    )


def _shared(found: Togetherness) -> tuple[SharedReason, ...]:
    return tuple(
        SharedReason(
            kind=kind_of(part.kind),
            label=part.label,
            value=part.value,
            count=part.count,
            of=found.of,
        )
        for part in found.parts
    )


def _in_time(numbers: PatternNumbers) -> int:
    """Count the members that happened within the pattern's gap of another one."""
    members = numbers.row.state.members
    found: set[int] = set()
    for at in range(1, numbers.until):
        near = members.times[at] - members.times[at - 1] < numbers.row.gap_us
        if near and members.issues[at] != members.issues[at - 1]:
            found.update((members.issues[at - 1], members.issues[at]))
    return len(found)


def _sentence(thought: _Thought, nearest: PatternRef | None) -> str:
    found = thought.found
    lead = max(found.said[:LEADING], key=lambda part: part.count, default=None)
    if lead is None:
        said = "Its issues share no rare words; people or equal keys hold them together."
    else:
        alike_by = percent(min(1.0, found.score))
        said = (
            f"{lead.count} of {found.of} issues share {_NAMES.get(lead.kind, '')}“{lead.label}”; "
            f"on average they are {alike_by} alike."
        )
    if nearest is None or thought.there is None:
        return said
    near, needed = percent(thought.there.score), percent(thought.threshold)
    words = ", ".join(f"“{label}”" for label in found.lacking[:2])
    lacks = f" and {words} would have to be shared" if words else ""
    return f"{said} The nearest other pattern is {near} alike; {needed} would be needed{lacks}."


_NAMES = {"template": "the form ", "trace": "the top frame ", "fingerprint": "the fingerprint "}
