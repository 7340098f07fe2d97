"""Which issues read like a given text, for the pane of an issue and for texts that are tried."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import IssueId, PatternId
from causeloop_desktop.contract.issues import IssueRef, PatternRef, SimilarIssue
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.text.masking import template_of
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.issues.documents import DocumentStore, Head
from causeloop_desktop.engine.store.issues.search import find_any
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.matching.matcher import Matcher

COMPARED = 60
"""Issues of each origin (same pattern, same words) that are compared with the one in question."""

LEAST_ALIKE = 0.15
"""Below this two issues share no more than a common word."""


def others(workspace_key: int, document: Document, pattern: int, read: Read) -> list[Document]:
    """Give issues worth comparing: of the same pattern, and with the same words in the title."""
    memberships = MembershipStore(read, workspace_key)
    run = memberships.reach().run
    keys: set[int] = set()
    if pattern != POOL:
        keys.update(memberships.latest_of(run, pattern, COMPARED))
    keys.update(find_any(read, template_of(document.title).split(), COMPARED))
    return DocumentStore(read, workspace_key).find(keys - {document.key})


def rank(
    document: Document, candidates: Sequence[Document], matcher: "Matcher", limit: int
) -> Mapping[int, float]:
    """Give the issues most like ``document`` and how alike they are, best first."""
    from causeloop_desktop.engine.domain.why.issue import similar

    ranked = similar(document, candidates, matcher)[:limit]
    return {one.key: min(1.0, one.score) for one in ranked if one.score >= LEAST_ALIKE}


def heads(workspace_key: int, keys: Collection[int], read: Read) -> dict[int, Head]:
    """Give the lines of some issues with the patterns they are in."""
    places = MembershipStore(read, workspace_key).pattern_of(keys)
    found = DocumentStore(read, workspace_key).heads(keys)
    return {head.key: head._replace(pattern=places.get(head.key, POOL)) for head in found}


def similar_issue(head: Head, score: float, refs: Mapping[int, PatternRef]) -> SimilarIssue:
    """Give an issue that reads alike as the contract has it."""
    pattern = refs.get(head.pattern)
    return SimilarIssue(
        id=IssueId(head.id),
        external_id=head.external_id,
        title=head.title,
        score=score,
        pattern_id=None if pattern is None else PatternId(pattern.id),
    )


def issue_ref(head: Head) -> IssueRef:
    """Give an issue as a line that tells about another thing shows it."""
    return IssueRef(id=IssueId(head.id), external_id=head.external_id, title=head.title)
