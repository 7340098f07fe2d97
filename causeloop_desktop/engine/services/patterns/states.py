"""What becomes of a pattern's state when issues arrive, leave, or two patterns become one.

Pure: states in, states out. Counts of a fingerprint stay exact for the values that it shows; which
values are worth showing is decided anew by the next detection.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.patterns.fingerprints import (
    Attribute,
    attributes_of,
    facts_of,
    summary_of,
)
from causeloop_desktop.engine.domain.patterns.naming import pattern_name
from causeloop_desktop.engine.domain.text.masking import template_of
from causeloop_desktop.engine.store.patterns.members import Members, Occurrence
from causeloop_desktop.engine.store.patterns.rows import PatternState


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Issues that come into a pattern.

    Attributes:
        documents: What they say.
        occurrences: What happened to them.
        belonging: For each issue how likely it belongs, 0..1; a person's word is 1.
    """

    documents: Sequence[Document] = ()
    occurrences: Sequence[Occurrence] = ()
    belonging: Sequence[float] = ()


def arrive(state: PatternState, arrivals: Arrivals) -> PatternState:
    """Give the state with further issues."""
    if not arrivals.documents:
        return state
    before = issue_count(state)
    after = before + len(arrivals.belonging)
    sure = state.confidence * before + sum(arrivals.belonging)
    return _described(
        state,
        members=state.members.joined(arrivals.occurrences),
        attributes=_with(state.attributes, arrivals.documents),
        confidence=_as_kept(sure / after),
    )


def leave(state: PatternState, documents: Sequence[Document], *, rejected: bool) -> PatternState:
    """Give the state without some issues.

    Args:
        state: The pattern before.
        documents: The issues that leave.
        rejected: Whether a person said that they do not belong; each then counts against the
            pattern's confidence like a member that does not belong.
    """
    gone = {document.key for document in documents}
    if not gone:
        return state
    before = issue_count(state)
    counted = before + len(gone) if rejected else before
    return _described(
        state,
        members=state.members.without(gone),
        attributes=_without(state.attributes, documents),
        confidence=_as_kept(state.confidence * before / counted),
    )


def merge(into: PatternState, other: PatternState) -> PatternState:
    """Give the state of two patterns that became one."""
    sizes = issue_count(into), issue_count(other)
    sure = into.confidence * sizes[0] + other.confidence * sizes[1]
    return _described(
        into,
        members=into.members.joined(other.members.occurrences()),
        attributes=_both(into.attributes, other.attributes, sum(sizes)),
        confidence=_as_kept(sure / max(1, sum(sizes))),
    )


def belonging_in(state: PatternState) -> float:
    """Give how many of a pattern's issues are expected to belong."""
    return state.confidence * issue_count(state)


def with_belonging(state: PatternState, belonging: float) -> PatternState:
    """Give the state where so many of its issues are expected to belong."""
    share = belonging / max(1, issue_count(state))
    return replace(state, confidence=_as_kept(min(1.0, max(0.0, share))))


def _as_kept(confidence: float) -> float:
    """Round as the store does, so that what a move gained can be taken back exactly."""
    return round(confidence, 3)


def issue_count(state: PatternState) -> int:
    """Count the issues of a pattern."""
    return len(set(state.members.issues))


def issues_of(state: PatternState) -> Collection[int]:
    """Give the issues of a pattern."""
    return set(state.members.issues)


def name_of(documents: Sequence[Document]) -> str:
    """Name a new pattern after what its issues share."""
    titles = [document.title for document in documents]
    return pattern_name(Counter(map(template_of, titles)), titles[0], titles)


def _described(
    state: PatternState,
    *,
    members: Members,
    attributes: tuple[Attribute, ...],
    confidence: float,
) -> PatternState:
    return replace(
        state,
        members=members,
        attributes=attributes,
        confidence=confidence,
        summary=summary_of(attributes),
    )


def _with(
    attributes: tuple[Attribute, ...], documents: Sequence[Document]
) -> tuple[Attribute, ...]:
    if not attributes:
        return attributes_of(documents)
    return _adjusted(attributes, documents, 1)


def _without(
    attributes: tuple[Attribute, ...], documents: Sequence[Document]
) -> tuple[Attribute, ...]:
    return tuple(line for line in _adjusted(attributes, documents, -1) if line.count > 0)


def _adjusted(
    attributes: Iterable[Attribute], documents: Sequence[Document], sign: int
) -> tuple[Attribute, ...]:
    said = Counter(pair for document in documents for pair in facts_of(document))
    return tuple(
        replace(
            line,
            count=line.count + sign * said[line.name, line.value],
            of=line.of + sign * len(documents),
        )
        for line in attributes
    )


def _both(ours: Iterable[Attribute], theirs: Iterable[Attribute], of: int) -> tuple[Attribute, ...]:
    """Add up what two fingerprints say; where they disagree the one with more issues speaks."""
    facts: Counter[tuple[tuple[str, str], ...]] = Counter()
    for line in (*ours, *theirs):
        facts[(line.name, line.value),] += line.count
    best: dict[str, Attribute] = {}
    for ((name, value),), count in facts.items():
        if name not in best or best[name].count < count:
            best[name] = Attribute(name, value, count, of)
    return tuple(best.values())
