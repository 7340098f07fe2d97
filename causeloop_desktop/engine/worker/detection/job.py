"""The worker's half of a detection: read issues, find the patterns, send them as rows."""

import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, replace
from pathlib import Path
from typing import TypeAlias

from causeloop_desktop.engine.domain.archives import appearing
from causeloop_desktop.engine.domain.detection.comparing.differences import Differences, differences
from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.values import DetectedPattern, DetectionSettings
from causeloop_desktop.engine.domain.documents import Constraints, Document
from causeloop_desktop.engine.domain.patterns.confidence import Leanings, leanings_of
from causeloop_desktop.engine.services.judgements.thresholds import load_thresholds
from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.members import Members
from causeloop_desktop.engine.store.patterns.memberships import POOL, Membership
from causeloop_desktop.engine.store.permille import to_permille
from causeloop_desktop.engine.worker.detection.facts import Facts
from causeloop_desktop.engine.worker.detection.reading import WorkspaceReading
from causeloop_desktop.engine.worker.detection.renewal import Renewal
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader
from causeloop_desktop.engine.worker.reviews import DetectionDoubts

FOUND = 0.85
"""Share of the progress bar that the search takes; the rest is writing."""

MEMBERSHIPS_AT_ONCE = 5_000
PATTERNS_AT_ONCE = 200
CHANGES_AT_ONCE = 500

LONGEST = 1_000_000
"""Letters of members in one line; a pattern may have a million, a line may not be endless."""

Row: TypeAlias = tuple[int, int, float | None]
"""An issue, its pattern, and how alike it is."""


def run(spec: Spec, out: Outbox, *, longest: int = LONGEST) -> None:
    """Do one detection and send what it found, ``longest`` letters of members a line."""
    _Run(spec, out, longest).run()


class _Run:
    def __init__(self, spec: Spec, out: Outbox, longest: int) -> None:
        self._out = out
        self._longest = longest
        self._params = spec.params
        self._workspace = spec.workspace_key
        self._through: int = spec.params["through"]
        self._shelf = ModelShelf(Path(spec.params["models"]))
        self._settings = DetectionSettings(**spec.params["settings"])
        self._reader = Reader(spec.database)
        self._reading = WorkspaceReading(self._reader, self._workspace)
        self._facts = Facts()

    def run(self) -> None:
        began = time.monotonic()
        seen_us = self._reading.seen_us()
        previous = self._reading.places(self._params["places"])
        constraints = self._reading.constraints(previous)
        found = self._renewed(previous, constraints) or self._whole(previous, constraints)
        self._keep(found, seen_us)
        before = {key: at for key, at in previous.items() if at not in found.carried}
        different = differences(before, places_in(found.patterns))
        if found.incremental:
            self._out.rows(without=sorted({*before.values()} - found.carried))
        self._send_patterns(found)
        self._send_memberships(found)
        self._send_doubts(found, constraints)
        self._send_changes(different)
        counts = {**_counts(found), **changes_in(different)}
        self._out.done({**counts, "seconds": time.monotonic() - began})

    def _renewed(self, previous: dict[int, int], constraints: Constraints) -> Detection | None:
        base: str | None = self._params["base"]
        if base is None:
            return None
        now_us = self._params["now_us"]
        renewal = Renewal(
            self._reading, self._shelf, self._settings, self._through, now_us, self._leanings()
        )
        return renewal.found(base, previous, constraints, self._tell)

    def _whole(self, previous: dict[int, int], constraints: Constraints) -> Detection:
        found = detect(
            self._documents(),
            constraints,
            previous,
            self._settings,
            progress=self._tell,
            leanings=self._leanings(),
        )
        basis = replace(found.state.basis, moment_us=self._params["now_us"])
        return replace(found, state=replace(found.state, basis=basis))

    def _leanings(self) -> Leanings:
        """Give what people's decisions say of all that belongs."""
        return leanings_of(self._reader.read(lambda read: load_thresholds(read, self._workspace)))

    def _documents(self) -> Iterator[Document]:
        for document, occurrence in self._reading.documents(self._through):
            self._facts.add(occurrence)
            yield document

    def _again(self, issues: Collection[int]) -> dict[int, list[tuple[int, int]]]:
        return self._reader.read(lambda read: DocumentStore(read, self._workspace).again(issues))

    def _tell(self, share: float, step: str) -> None:
        done = len(self._facts.issues)
        self._out.progress(FOUND * share, step, done=done)

    def _keep(self, found: Detection, seen_us: int) -> None:
        """Leave what matching and the next detection need."""
        run: str = self._params["run"]
        model, state = self._shelf.model(run), self._shelf.state(run)
        model.parent.mkdir(parents=True, exist_ok=True)
        with appearing(model) as draft:
            draft.write_bytes(found.model.to_bytes())
        basis = replace(found.state.basis, seen_us=seen_us)
        with appearing(state) as draft:
            replace(found.state, basis=basis).write(draft)

    def _members(self, some: list[DetectedPattern], *, known: bool) -> Iterator[Members]:
        """Yield what happened to the members of patterns; a full run has read the most of it."""
        issues = [issue for pattern in some for issue in pattern.members]
        if known:
            again = self._again(issues)
            yield from (self._facts.members(pattern.members, again) for pattern in some)
            return
        of_issue = defaultdict(list)
        for occurrence in self._reading.occurrences(issues):
            of_issue[occurrence.issue].append(occurrence)
        for pattern in some:
            yield Members.of([one for issue in pattern.members for one in of_issue[issue]])

    def _send_patterns(self, found: Detection) -> None:
        for some in batches(found.patterns, PATTERNS_AT_ONCE):
            rows: list[dict[str, object]] = []
            length = 0
            theirs = self._members(some, known=not found.incremental)
            for pattern, members in zip(some, theirs, strict=True):
                packed = self._send_long(pattern.key, members)
                if length + len(packed) > self._longest:
                    self._out.rows(patterns=rows)
                    rows, length = [], 0
                rows.append(_row(pattern, packed))
                length += len(packed)
            self._out.rows(patterns=rows)

    def _send_long(self, key: int, members: Members) -> str:
        """Give a pattern's members as text, whose beginning is sent ahead if it is too long."""
        packed = b64encode(members.pack()).decode()
        while len(packed) > self._longest:
            self._out.rows(piece={"key": key, "members": packed[: self._longest]})
            packed = packed[self._longest :]
        return packed

    def _send_memberships(self, found: Detection) -> None:
        """Send where issues are, the pool among it, by ascending key."""
        rows = self._changed_rows(found) if found.incremental else self._all_rows(found)
        total, sent = max(1, len(rows)), 0
        for some in batches(rows, MEMBERSHIPS_AT_ONCE):
            self._out.rows(memberships=some)
            sent += len(some)
            share = FOUND + (1 - FOUND) * sent / total
            self._out.progress(share, "Writing what was found", done=sent, total=total)

    def _all_rows(self, found: Detection) -> list[Row]:
        place = _rows_of(found.patterns)
        return [place.get(issue, (issue, POOL, None)) for issue in self._facts.issues]

    def _changed_rows(self, found: Detection) -> list[Row]:
        """Give the rows that are other than those that the engine has carried over."""
        place = _rows_of(found.patterns)
        place.update((issue, (issue, POOL, None)) for issue in found.released)
        for row in self._reading.memberships(self._params["places"], list(place)):
            if _alike(place[row.issue], row):
                del place[row.issue]
        return sorted(place.values())

    def _send_doubts(self, found: Detection, constraints: Constraints) -> None:
        doubts = DetectionDoubts(found, constraints, self._reader, self._workspace)
        asked = found.released if found.incremental else self._facts.issues
        for rows in doubts.rows(asked):
            self._out.rows(reviews=rows)
        self._shelf.keep_derived(self._params["run"], doubts.derived)

    def _send_changes(self, different: Differences) -> None:
        for some in batches(different.changes, CHANGES_AT_ONCE):
            self._out.rows(changes=[astuple(change) for change in some])


def _rows_of(patterns: Iterable[DetectedPattern]) -> dict[int, Row]:
    return {
        issue: (issue, pattern.key, similarity)
        for pattern in patterns
        for issue, similarity in zip(pattern.members, pattern.similarities, strict=True)
    }


def _alike(row: Row, kept: Membership) -> bool:
    """Tell whether a row is kept as it is; the store keeps thousandths."""
    _, pattern, likeness = row
    if pattern != kept.pattern or likeness is None or kept.similarity is None:
        return pattern == kept.pattern == POOL
    return to_permille(likeness) == to_permille(kept.similarity)


def places_in(patterns: Iterable[DetectedPattern]) -> dict[int, int]:
    """Give the pattern of each issue that is in one."""
    return {issue: pattern.key for pattern in patterns for issue in pattern.members}


def changes_in(different: Differences) -> dict[str, object]:
    """Count what a run changes."""
    return {
        "split_patterns": different.count("split"),
        "merged_patterns": different.count("merged"),
        "vanished_patterns": different.count("vanished"),
        "moved_issues": different.moved,
        "reassigned_issues": different.reassigned,
        "joined_issues": different.joined,
        "left_issues": different.left,
    }


def _row(pattern: DetectedPattern, packed: str) -> dict[str, object]:
    return {
        "key": pattern.key,
        "name": pattern.name,
        "summary": pattern.summary,
        "confidence": pattern.confidence,
        "attributes": [astuple(attribute) for attribute in pattern.attributes],
        "members": packed,
    }


def _counts(found: Detection) -> dict[str, object]:
    issues = len(found.state.corpus)
    kept = sum(pattern.change == "kept" for pattern in found.patterns)
    return {
        "issues": issues,
        "through": int(found.state.corpus.keys[-1]) if issues else 0,
        "patterns": len(found.patterns) + len(found.carried),
        "linked": issues - found.pool,
        "pool": found.pool,
        "new_patterns": len(found.patterns) - kept,
        "kept_patterns": kept + len(found.carried),
        "conflicts": found.conflicts,
        "version": found.configuration,
        "incremental": found.incremental,
        "capped_patterns": found.capped,
    }
