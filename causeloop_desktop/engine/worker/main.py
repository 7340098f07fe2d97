"""The worker's entry: one job, then the end; and the end at once when the engine is gone."""

import importlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Final, TextIO

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.priority import Priority, give_way
from causeloop_desktop.engine.store.errors import of_file
from causeloop_desktop.engine.worker.protocol import Outbox, Spec, WorkRefusedError, read_spec

MODULES: Final[dict[str, str]] = {
    JobKind.IMPORT: "causeloop_desktop.engine.worker.imports",
    JobKind.DETECTION: "causeloop_desktop.engine.worker.detection.job",
    JobKind.PREVIEW: "causeloop_desktop.engine.worker.detection.preview",
    JobKind.MATCHING: "causeloop_desktop.engine.worker.matching",
    JobKind.DUPLICATES: "causeloop_desktop.engine.worker.duplicates.job",
    JobKind.SYNC: "causeloop_desktop.engine.worker.sync.job",
    JobKind.BACKTEST: "causeloop_desktop.engine.worker.backtest",
    JobKind.FORECAST: "causeloop_desktop.engine.worker.forecasts",
    JobKind.REPLAY: "causeloop_desktop.engine.worker.replay.job",
    JobKind.CASSETTE: "causeloop_desktop.engine.worker.sync.cassette",
    JobKind.REMAP: "causeloop_desktop.engine.worker.remap",
}
"""Who does which kind; each has ``run(spec, out)`` and is imported only when it is needed."""


def main() -> int:
    """Do the job that stdin's first line asks for; give the exit code."""
    out = Outbox(_private_stdout())
    line = sys.stdin.buffer.readline()
    if not line:
        return 0  # the engine was gone before it could say what to do
    spec = read_spec(line.decode())
    give_way(Priority.WORKING)
    threading.Thread(target=_die_with_engine, args=(sys.stdin.fileno(),), daemon=True).start()
    try:
        _work_of(spec)(spec, out)
    except WorkRefusedError as refusal:
        out.error(str(refusal))
        return 1
    except OSError as fault:
        if (told := of_file(fault)) is None:
            raise
        out.error(str(told))
        return 1
    return 0


def _work_of(spec: Spec) -> Callable[[Spec, Outbox], None]:
    run: Callable[[Spec, Outbox], None] = importlib.import_module(MODULES[spec.kind]).run
    return run


def _private_stdout() -> TextIO:
    """Keep the pipe to ourselves: what a library prints goes to stderr."""
    pipe = os.fdopen(
        os.dup(sys.stdout.fileno()),
        "w",
        encoding="utf-8",
        errors="replace",  # half a character in a refused row must not end the whole job
        newline="\n",
    )
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def _die_with_engine(descriptor: int) -> None:
    """Wait for the end of stdin, which comes when the engine cancels, stops or dies."""
    # Straight from the descriptor: a thread inside ``sys.stdin`` would hold its lock at exit.
    while os.read(descriptor, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
