"""Words of the week's titles that nobody used before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.contract.issues import IssueRef
from causeloop_desktop.contract.novelty import NewTerm
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.novelty import LATELY_US, frequent_words
from causeloop_desktop.engine.services.novelty import SHOWN
from causeloop_desktop.engine.store.duplicates.sightings import SightingStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.issues.search import find_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from causeloop_desktop.engine.store.columns.looks import Lately
    from causeloop_desktop.engine.store.database import Read

EXAMPLES = 3
TRIED = 200
OLDEST_HITS = 100
"""Issues with a word, those that arrived first, among which one from before the week is sought."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that nobody used before the week, in how many titles, and in which."""

    word: str
    count: int
    issues: tuple[int, ...]


def new_words(workspace_key: int, lately: Lately, moment: int, read: Read) -> list[Word]:
    """Find the words of this week's titles that no issue of before has in title or body."""
    titles = {
        head.key: head.title for head in DocumentStore(read, workspace_key).heads(lately.issues)
    }
    tried = frequent_words(titles.values(), TRIED)
    found = (_word(workspace_key, word, count, moment, read) for word, count in tried)
    fresh = (one for one in found if one is not None)
    return [one for one, _ in zip(fresh, range(SHOWN), strict=False)]


def _word(workspace_key: int, word: str, count: int, moment: int, read: Read) -> Word | None:
    keys = find_first(read, word, OLDEST_HITS)
    found = SightingStore(read, workspace_key).faces(keys)
    faces = [face for face in found if face.occurred_us <= moment]
    before = any(face.occurred_us <= moment - LATELY_US for face in faces)
    if not faces or before or len(keys) == OLDEST_HITS:
        return None
    faces.sort(key=lambda face: face.occurred_us)
    return Word(word, count, tuple(face.key for face in faces[:EXAMPLES]))


def terms(workspace_key: int, words: Sequence[Word], read: Read) -> tuple[NewTerm, ...]:
    """Show words with the issues that used them first."""
    return tuple(_told(workspace_key, words, read))


def _told(workspace_key: int, words: Sequence[Word], read: Read) -> Iterator[NewTerm]:
    keys = {key for word in words for key in word.issues}
    faces = {face.key: face for face in SightingStore(read, workspace_key).faces(keys)}
    for word in words:
        first = faces[word.issues[0]]
        yield NewTerm(
            term=word.word,
            count=word.count,
            first_seen_at=from_micros(first.occurred_us),
            issues=tuple(
                IssueRef(id=face.id, external_id=face.external_id, title=face.title)
                for face in (faces[key] for key in word.issues)
            ),
        )
