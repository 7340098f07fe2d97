"""``python -m tests.benchmarks.detection_probe COUNT``: one detection and its update, as JSON.

A process of its own, so that its peak of memory is that of this size alone.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.state import State
from tests.benchmarks.failures import failures
from tests.support.groupings import disagreement, earlier, places, previous, updated

NEW_SHARE = 0.01
COMPARED_UP_TO = 100_000
"""Above, comparing with a second full run would take longer than it tells."""

T = TypeVar("T")


def main(count: int) -> dict[str, Any]:
    """Detect ``count`` issues, then a hundredth more."""
    total = count + max(1, int(count * NEW_SHARE))
    first = Steps()
    full, found = timed(lambda: detect(failures(total, upto=count), progress=first.tell))
    peak = _peak_mb()
    kept = earlier(found)
    written, megabytes, read = _kept(kept.state)
    second = Steps()
    fresh = list(failures(total, first=count))
    update, after = timed(lambda: updated(kept, fresh, progress=second.tell))
    return {
        "issues": count,
        "patterns": len(found.patterns),
        "full": {**full, "peak_mb": peak, "steps_cpu_s": first.seconds},
        "state": {"megabytes": megabytes, "write_s": written, "read_s": read},
        "update": {**update, "new_issues": len(fresh), "steps_cpu_s": second.seconds},
        "update_share": round(update["cpu_s"] / full["cpu_s"], 4),
        "peak_mb": _peak_mb(),
        **_against_scratch(total, after, previous(kept)),
    }


class Steps:
    """How long each step of a detection takes, in seconds of processor time."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._began, self._step = time.process_time(), ""

    def tell(self, _share: float, step: str) -> None:
        """Take what a detection tells."""
        now = time.process_time()
        if self._step:
            spent = self.seconds.get(self._step, 0.0) + now - self._began
            self.seconds[self._step] = round(spent, 3)
        self._began, self._step = now, step


def timed(work: Callable[[], T]) -> tuple[dict[str, float], T]:
    """Do something; give its seconds by the clock and by the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    spent = {"s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    return {name: round(value, 3) for name, value in spent.items()}, result


def _kept(state: State) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.state.npz"
        written, _ = timed(lambda: state.write(path))
        read, _ = timed(lambda: State.read(path))
        return written["s"], round(path.stat().st_size / 1e6, 1), read["s"]


def _against_scratch(total: int, after: Detection, before: dict[int, int]) -> dict[str, float]:
    if total > COMPARED_UP_TO * (1 + NEW_SHARE):
        return {}
    scratch = detect(failures(total), previous=before)
    return {"elsewhere_than_from_scratch": round(disagreement(places(after), places(scratch)), 5)}


def _peak_mb() -> float:
    """Peak resident memory; Linux tells kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
