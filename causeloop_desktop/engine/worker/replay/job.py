"""The worker's half of a replay: a spooled file is fed to an empty workspace, by time.

Nothing of it reaches the database; the workspace is in memory and gone with the worker.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.contract.replays import ReplayResult
from causeloop_desktop.engine.domain.importing.rows import UnreadableFileError
from causeloop_desktop.engine.store.issues.documents import document_of
from causeloop_desktop.engine.worker.protocol import Outbox, Spec, WorkRefusedError
from causeloop_desktop.engine.worker.replay.arrivals import Arrival, Arrivals
from causeloop_desktop.engine.worker.replay.scratch import Scratch

READ = 0.05
"""How far the progress bar is when the file has been read."""

_TOLD_EVERY = 50


def run(spec: Spec, out: Outbox) -> None:
    """Feed the file ``params["path"]``; at the end the rows are in the file ``params["file"]``.

    A run that had come to its end before has left its ``params["result"]``.

    Raises:
        WorkRefusedError: The file cannot be read.
    """
    if (reached := spec.params["result"]) is not None:
        out.done(reached)
        return
    began = time.monotonic()
    out.progress(0.0, "Reading the file")
    arrivals = _arrivals(spec)
    replay = _Replay(arrivals.found, out)
    replay.write(Path(spec.params["file"]))
    result = ReplayResult(
        issues=len(arrivals.found),
        attached=replay.attached,
        refused=arrivals.refused,
        repeated=arrivals.repeated,
        detections=replay.detections,
        seconds=time.monotonic() - began,
    )
    out.done(result.model_dump(mode="json"))


def _arrivals(spec: Spec) -> Arrivals:
    options = ImportOptions.model_validate(spec.params["options"])
    try:
        return Arrivals(Path(spec.params["path"]), options)
    except UnreadableFileError as error:
        raise WorkRefusedError(str(error)) from error
    except OSError as error:
        raise WorkRefusedError(f"The file cannot be read: {error.strerror}.") from error


class _Replay:
    """Asks matching about one issue after the other, before any later one is seen."""

    def __init__(self, arrivals: Sequence[Arrival], out: Outbox) -> None:
        self.attached = 0
        self._arrivals = arrivals
        self._out = out
        self._scratch = Scratch()

    @property
    def detections(self) -> int:
        """How many detections have run."""
        return self._scratch.detections

    def write(self, file: Path) -> None:
        """Write what is said of each issue to a file that is there only when it is whole."""
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        with draft.open("w", encoding="utf-8", newline="\n") as target:
            self._feed(target)
        draft.replace(file)

    def _feed(self, target: TextIO) -> None:
        total = len(self._arrivals)
        for key, arrival in enumerate(self._arrivals):
            if key % _TOLD_EVERY == 0:
                share = READ + (1 - READ) * key / total
                self._out.progress(share, "Matching once more", done=key, total=total)
            row = self._say(key, arrival)
            target.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _say(self, key: int, arrival: Arrival) -> tuple[str, list[str], str | None]:
        record = arrival.record
        known = record.created_us is not None
        document = document_of(key, arrival.time_us, record, time_known=known)
        ranked, joined = self._scratch.ask(document)
        self.attached += joined is not None
        named = None if joined is None else self._name(joined)
        return record.external_id, list(map(self._name, ranked)), named

    def _name(self, issue: int) -> str:
        return self._arrivals[issue].record.external_id
