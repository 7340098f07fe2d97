"""A worker that does what a test says, and the engine's half of it."""

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow

SCRIPT = """
import json, os, sys, threading, time
spec = json.loads(sys.stdin.readline())["params"]
if not spec.get("deaf"):
    def die():
        os.read(0, 1)
        os._exit(0)
    threading.Thread(target=die, daemon=True).start()
def say(**message):
    print(json.dumps(message), flush=True)
def step(number):
    say(type="rows", number=number)
    say(type="progress", progress=number / spec["steps"], done=number, total=spec["steps"])
for number in range(spec.get("from", 0) + 1, spec["steps"] + 1):
    step(number)
    time.sleep(spec.get("pause", 0))
if spec.get("crash"):
    sys.exit(7)
if "error" in spec:
    say(type="error", message=spec["error"])
else:
    say(type="done", result={"steps": spec["steps"]})
"""


def worker_command(folder: Path) -> list[str]:
    """Write the worker's program into ``folder`` and give the command that starts it."""
    program = folder / "worker.py"
    program.write_text(SCRIPT, encoding="utf-8")
    return [sys.executable, str(program)]


@dataclass
class StepsHandler:
    """Collects the numbers that its worker counts."""

    kind: JobKind = JobKind.IMPORT
    numbers: list[int] = field(default_factory=list)
    stopped: list[JobStatus] = field(default_factory=list)

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Hand the job's parameters on, with where to go on from."""
        return {**job.params, **job.checkpoint}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Note a number."""
        self.numbers.append(message["number"])

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Hand the worker's result on."""
        return Ending(JobStatus.SUCCEEDED, "Counted.", result=result)

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Say how far it came."""
        self.stopped.append(ending.status)
        return replace(ending, result={"counted": len(self.numbers)})
