"""The worker's half of the search for duplicates: what is changed, and told by two tools?"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from causeloop_desktop.engine.domain.duplicates.groups import Groups
from causeloop_desktop.engine.domain.duplicates.joins import Join, alike
from causeloop_desktop.engine.services.patterns.models import ModelShelf, load_matcher
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.duplicates.rows import DuplicateStore
from causeloop_desktop.engine.store.duplicates.sightings import SightingStore, voice_of
from causeloop_desktop.engine.store.issues.documents import Change, DocumentStore
from causeloop_desktop.engine.worker.duplicates.rivals import Likenesses
from causeloop_desktop.engine.worker.duplicates.tellers import Mentions
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader

AT_ONCE = 200
"""Changed issues that are looked at together, and whose joins are written together."""


def run(spec: Spec, out: Outbox) -> None:
    """Look at every issue that has changed, and send which are to be joined."""
    reader, workspace_key = Reader(spec.database), spec.workspace_key
    since, total, done, joined = Change(*spec.params["since"]), spec.params["issues"], 0, 0
    search = _Search(reader, workspace_key, ModelShelf(Path(spec.params["models"])))
    while changed := reader.read(partial(_changed, workspace_key, since)):
        since, done = changed[-1], done + len(changed)
        joins = search.joins([one.issue for one in changed])
        joined += len(joins)
        rows = [(one.left, one.right, one.kind, one.score, one.reason) for one in joins]
        out.rows(joins=rows, through=tuple(since))
        out.progress(min(1.0, done / max(1, total)), "Looking for duplicates", done=done)
    out.done({"issues": done, "joined": joined})


def _changed(workspace_key: int, since: Change, read: Read) -> list[Change]:
    return DocumentStore(read, workspace_key).changed(since, AT_ONCE)


class _Search:
    """Finds joins page by page; knows what was joined and parted before."""

    def __init__(self, reader: Reader, workspace_key: int, shelf: ModelShelf) -> None:
        self._reader = reader
        self._workspace = workspace_key
        self._places = reader.read(lambda read: SightingStore(read, workspace_key).places())
        self._voices = {voice_of(*place) for place in self._places}
        self._matcher = reader.read(lambda read: load_matcher(read, workspace_key, shelf))
        self._groups = reader.read(partial(_standing, workspace_key))

    def joins(self, issues: Sequence[int]) -> list[Join]:
        """Give the joins that some changed issues bring; a single tool tells nothing twice."""
        if len(self._voices) < 2:
            return []
        return self._groups.settle(self._reader.read(partial(self._found, issues)))

    def _found(self, issues: Sequence[int], read: Read) -> list[Join]:
        mentions = Mentions(read, self._workspace, self._places)
        asked = SightingStore(read, self._workspace).find(issues)
        likenesses = Likenesses(read, self._workspace, self._matcher)
        found = [
            *mentions.links(asked),
            *mentions.carrying(asked),
            *alike(likenesses.around(asked)),
        ]
        seen = (*asked, *mentions.seen, *likenesses.seen)
        self._groups.tell({sighting.key: sighting.voice for sighting in seen})
        return found


def _standing(workspace_key: int, read: Read) -> Groups:
    store = DuplicateStore(read, workspace_key)
    joined, parted = store.all_pairs()
    sightings = SightingStore(read, workspace_key)
    ends = {issue for pair in joined for issue in pair}
    return Groups(joined, parted, {one.key: one.voice for one in sightings.find(ends)})
