"""The worker of a preview: look for patterns with other settings, and only tell the effect."""

import time
from collections.abc import Iterator
from dataclasses import asdict

from causeloop_desktop.engine.domain.detection.comparing.differences import differences
from causeloop_desktop.engine.domain.detection.comparing.effect import examples, summary_of
from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.values import DetectionSettings
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.worker.detection.job import changes_in, places_in
from causeloop_desktop.engine.worker.detection.reading import WorkspaceReading
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader


def run(spec: Spec, out: Outbox) -> None:
    """Do one detection that leaves nothing behind, and tell how it differs from today."""
    _Preview(spec, out).run()


class _Preview:
    def __init__(self, spec: Spec, out: Outbox) -> None:
        self._out = out
        self._through: int = spec.params["through"]
        self._settings = DetectionSettings(**spec.params["settings"])
        self._reading = WorkspaceReading(Reader(spec.database), spec.workspace_key)
        self._read = 0

    def run(self) -> None:
        began = time.monotonic()
        before = self._reading.places()
        constraints = self._reading.constraints(before)
        found = detect(self._documents(), constraints, before, self._settings, progress=self._tell)
        self._out.done({**self._effect(before, found), "seconds": time.monotonic() - began})

    def _documents(self) -> Iterator[Document]:
        for document, _ in self._reading.documents(self._through):
            self._read += 1
            yield document

    def _tell(self, share: float, step: str) -> None:
        self._out.progress(share, step, done=self._read)

    def _effect(self, before: dict[int, int], found: Detection) -> dict[str, object]:
        after = places_in(found.patterns)
        names = {pattern.key: pattern.name for pattern in found.patterns}
        told = [
            {**asdict(one), "name": names.get(one.pattern, "")} for one in examples(before, after)
        ]
        return {
            "issues": self._read,
            "before": asdict(summary_of(before)),
            "after": asdict(summary_of(after)),
            "changes": {
                **changes_in(differences(before, after)),
                "new_patterns": sum(pattern.change == "new" for pattern in found.patterns),
                "kept_patterns": sum(pattern.change == "kept" for pattern in found.patterns),
            },
            "examples": told,
        }
