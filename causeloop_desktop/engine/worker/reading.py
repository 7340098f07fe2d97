"""What a search for patterns reads of a workspace: its issues, where they are, what binds them."""

from collections.abc import Iterator

from causeloop_desktop.engine.domain.documents import Constraints, Document
from causeloop_desktop.engine.services.patterns.decisions import constraints_for
from causeloop_desktop.engine.store.constraints import ConstraintStore
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.members import Occurrence
from causeloop_desktop.engine.store.memberships import POOL, Membership, MembershipStore
from causeloop_desktop.engine.store.patterns import PatternStore
from causeloop_desktop.engine.worker.reader import Reader

MEMBERSHIPS_AT_ONCE = 50_000


class WorkspaceReading:
    """Reads one workspace in short transactions.

    Args:
        reader: The worker's connection.
        workspace_key: Whose issues they are.
    """

    def __init__(self, reader: Reader, workspace_key: int) -> None:
        self._reader = reader
        self._workspace = workspace_key

    def places(self) -> dict[int, int]:
        """Give the pattern of each issue that is in one now."""
        places: dict[int, int] = {}
        run = self._reader.read(lambda read: MembershipStore(read, self._workspace).reach().run)
        after = 0
        while page := self._memberships(run, after):
            places.update((row.issue, row.pattern) for row in page if row.pattern != POOL)
            after = page[-1].issue
        return places

    def constraints(self, places: dict[int, int]) -> Constraints:
        """Give what people decided, for issues that are in these patterns now."""
        return self._reader.read(lambda read: self._constraints(read, places))

    def documents(self, through: int) -> Iterator[tuple[Document, Occurrence]]:
        """Yield the issues up to the key ``through``, ascending."""
        after = 0
        while page := self._page(after, through):
            yield from page
            after = page[-1][0].key

    def _constraints(self, read: Read, places: dict[int, int]) -> Constraints:
        decisions = ConstraintStore(read, self._workspace).all()
        signposts = PatternStore(read, self._workspace).signposts()
        return constraints_for(decisions, signposts, places)

    def _memberships(self, run: int, after: int) -> list[Membership]:
        return self._reader.read(
            lambda read: MembershipStore(read, self._workspace).page(
                run, after, MEMBERSHIPS_AT_ONCE
            )
        )

    def _page(self, after: int, through: int) -> list[tuple[Document, Occurrence]]:
        return self._reader.read(
            lambda read: DocumentStore(read, self._workspace).page(after, through)
        )
