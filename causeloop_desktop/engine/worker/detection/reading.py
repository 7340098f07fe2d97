"""What a search for patterns reads of a workspace: its issues, where they are, what binds them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from causeloop_desktop.engine.domain.documents import Constraints, Document
from causeloop_desktop.engine.services.patterns.decisions import constraints_for
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.issues.documents import PAGE, Change, DocumentStore
from causeloop_desktop.engine.store.patterns.constraints import ConstraintStore
from causeloop_desktop.engine.store.patterns.members import Occurrence
from causeloop_desktop.engine.store.patterns.memberships import Membership, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.worker.reader import Reader

PLACES_AT_ONCE = 50_000
FOUND_AT_ONCE = 10_000
CHANGES_AT_ONCE = 10_000


class WorkspaceReading:
    """Reads one workspace in short transactions.

    Args:
        reader: The worker's connection.
        workspace_key: Whose issues they are.
    """

    def __init__(self, reader: Reader, workspace_key: int) -> None:
        self._reader = reader
        self._workspace = workspace_key

    def places(self, run: int | None = None) -> dict[int, int]:
        """Give the pattern of each issue that is in one, now or in a run."""
        if run is None:
            run = self._reader.read(lambda read: MembershipStore(read, self._workspace).reach().run)
        found: dict[int, int] = {}
        after = 0
        while page := self._places(run, after):
            found.update(page)
            after = page[-1][0]
        return found

    def memberships(self, run: int, issues: Collection[int]) -> Iterator[Membership]:
        """Yield where some issues are in a run, the pool among it."""
        for some in batches(issues, FOUND_AT_ONCE):
            yield from self._find_memberships(run, some).values()

    def constraints(self, places: dict[int, int]) -> Constraints:
        """Give what people decided, for issues that are in these patterns now."""
        return self._reader.read(lambda read: self._constraints(read, places))

    def documents(self, through: int) -> Iterator[tuple[Document, Occurrence]]:
        """Yield the issues up to the key ``through``, ascending."""
        after = 0
        while page := self._page(after, through):
            yield from page
            after = page[-1][0].key

    def seen_us(self) -> int:
        """Give the moment of the last write to an issue."""
        return self._reader.read(lambda read: self._documents(read).last_change_us())

    def count(self, through: int) -> int:
        """Count the issues up to the key ``through``."""
        return self._reader.read(
            lambda read: self._documents(read).count() - self._documents(read).count(through)
        )

    def changed(self, since_us: int, through: int) -> Iterator[int]:
        """Yield the issues up to ``through`` that were written at ``since_us`` or later."""
        since = Change(since_us, 0)
        while page := self._changed(since):
            yield from (one.issue for one in page if one.issue <= through)
            since = page[-1]

    def written_at(self, moment_us: int, through: int) -> Iterator[int]:
        """Yield the issues up to ``through`` that were written at this very moment."""
        since = Change(moment_us, 0)
        while page := self._changed(since):
            same = [one for one in page if one.time_us == moment_us]
            yield from (one.issue for one in same if one.issue <= through)
            if len(same) < len(page):
                return
            since = page[-1]

    def above(self, after: int, through: int) -> Iterator[int]:
        """Yield the issues in ``after`` < key <= ``through``."""
        while page := self._page(after, through):
            yield from (document.key for document, _ in page)
            after = page[-1][0].key

    def some_documents(self, keys: Sequence[int]) -> Iterator[Document]:
        """Yield some issues; ``keys`` ascend."""
        for some in batches(keys, PAGE):
            yield from self._find(some)

    def occurrences(self, issues: Collection[int]) -> list[Occurrence]:
        """Give everything that happened to some issues."""
        return self._reader.read(lambda read: self._documents(read).occurrences(issues))

    def _find(self, keys: Sequence[int]) -> list[Document]:
        return self._reader.read(lambda read: self._documents(read).find(keys))

    def _changed(self, since: Change) -> list[Change]:
        return self._reader.read(lambda read: self._documents(read).changed(since, CHANGES_AT_ONCE))

    def _documents(self, read: Read) -> DocumentStore:
        return DocumentStore(read, self._workspace)

    def _constraints(self, read: Read, places: dict[int, int]) -> Constraints:
        decisions = ConstraintStore(read, self._workspace).all()
        signposts = PatternStore(read, self._workspace).signposts()
        return constraints_for(decisions, signposts, places)

    def _places(self, run: int, after: int) -> list[tuple[int, int]]:
        return self._reader.read(
            lambda read: MembershipStore(read, self._workspace).places(run, after, PLACES_AT_ONCE)
        )

    def _find_memberships(self, run: int, issues: Collection[int]) -> Mapping[int, Membership]:
        return self._reader.read(
            lambda read: MembershipStore(read, self._workspace).find(run, issues)
        )

    def _page(self, after: int, through: int) -> list[tuple[Document, Occurrence]]:
        return self._reader.read(
            lambda read: DocumentStore(read, self._workspace).page(after, through)
        )
