"""The worker's half of a detection: read every issue, find the patterns, send them as rows."""

import time
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple
from itertools import islice
from pathlib import Path
from typing import TypeVar

from causeloop_desktop.engine.domain.detection.differences import Differences, differences
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.values import (
    DetectedPattern,
    Detection,
    DetectionSettings,
)
from causeloop_desktop.engine.domain.documents import Constraints, Document
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.members import Members
from causeloop_desktop.engine.store.memberships import POOL
from causeloop_desktop.engine.worker.facts import Facts
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader
from causeloop_desktop.engine.worker.reading import WorkspaceReading
from causeloop_desktop.engine.worker.reviews import DetectionDoubts

FOUND = 0.85
"""Share of the progress bar that the search takes; the rest is writing."""

MEMBERSHIPS_AT_ONCE = 5_000
PATTERNS_AT_ONCE = 200
CHANGES_AT_ONCE = 500

LONGEST = 1_000_000
"""Letters of members in one line; a pattern may have a million, a line may not be endless."""

_T = TypeVar("_T")


def run(spec: Spec, out: Outbox, *, longest: int = LONGEST) -> None:
    """Do one detection and send what it found, ``longest`` letters of members a line."""
    _Run(spec, out, longest).run()


class _Run:
    def __init__(self, spec: Spec, out: Outbox, longest: int) -> None:
        self._out = out
        self._longest = longest
        self._workspace = spec.workspace_key
        self._through: int = spec.params["through"]
        self._model = Path(spec.params["model"])
        self._settings = DetectionSettings(**spec.params["settings"])
        self._reader = Reader(spec.database)
        self._reading = WorkspaceReading(self._reader, self._workspace)
        self._facts = Facts()

    def run(self) -> None:
        began = time.monotonic()
        previous = self._reading.places()
        constraints = self._reading.constraints(previous)
        found = detect(
            self._documents(), constraints, previous, self._settings, progress=self._tell
        )
        different = differences(previous, places_in(found.patterns))
        self._keep_model(found)
        self._send_patterns(found.patterns)
        self._send_memberships(found.patterns)
        self._send_doubts(found, constraints)
        self._send_changes(different)
        counts = {**_counts(found, self._facts), **changes_in(different)}
        self._out.done({**counts, "seconds": time.monotonic() - began})

    def _documents(self) -> Iterator[Document]:
        for document, occurrence in self._reading.documents(self._through):
            self._facts.add(occurrence)
            yield document

    def _again(self, issues: Collection[int]) -> dict[int, list[tuple[int, int]]]:
        return self._reader.read(lambda read: DocumentStore(read, self._workspace).again(issues))

    def _tell(self, share: float, step: str) -> None:
        done = len(self._facts.issues)
        self._out.progress(FOUND * share, step, done=done)

    def _keep_model(self, found: Detection) -> None:
        self._model.parent.mkdir(parents=True, exist_ok=True)
        draft = self._model.with_suffix(".new")
        draft.write_bytes(found.model.to_bytes())
        draft.replace(self._model)

    def _send_patterns(self, patterns: Iterable[DetectedPattern]) -> None:
        for some in _batches(patterns, PATTERNS_AT_ONCE):
            again = self._again([issue for pattern in some for issue in pattern.members])
            rows: list[dict[str, object]] = []
            length = 0
            for pattern in some:
                packed = self._send_long(pattern.key, self._facts.members(pattern.members, again))
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

    def _send_memberships(self, patterns: Iterable[DetectedPattern]) -> None:
        """Send where every issue is, the pool among them, by ascending key."""
        place = {
            issue: (pattern.key, similarity)
            for pattern in patterns
            for issue, similarity in zip(pattern.members, pattern.similarities, strict=True)
        }
        total, sent = len(self._facts.issues), 0
        for some in _batches(self._facts.issues, MEMBERSHIPS_AT_ONCE):
            rows = [(issue, *place.get(issue, (POOL, None))) for issue in some]
            self._out.rows(memberships=rows)
            sent += len(rows)
            share = FOUND + (1 - FOUND) * sent / total
            self._out.progress(share, "Writing what was found", done=sent, total=total)

    def _send_doubts(self, found: Detection, constraints: Constraints) -> None:
        doubts = DetectionDoubts(found, constraints, self._reader, self._workspace)
        for rows in doubts.rows(self._facts.issues):
            self._out.rows(reviews=rows)

    def _send_changes(self, different: Differences) -> None:
        for some in _batches(different.changes, CHANGES_AT_ONCE):
            self._out.rows(changes=[astuple(change) for change in some])


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


def _counts(found: Detection, facts: Facts) -> dict[str, object]:
    return {
        "issues": len(facts.issues),
        "through": facts.issues[-1] if facts.issues else 0,
        "patterns": len(found.patterns),
        "linked": len(facts.issues) - found.pool,
        "pool": found.pool,
        "new_patterns": sum(pattern.change == "new" for pattern in found.patterns),
        "kept_patterns": sum(pattern.change == "kept" for pattern in found.patterns),
        "merged_patterns": len(found.merged_into),
        "vanished_patterns": len(found.vanished),
        "moved_issues": found.moved,
        "conflicts": found.conflicts,
        "version": found.configuration,
    }


def _batches(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
