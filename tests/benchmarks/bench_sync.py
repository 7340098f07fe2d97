"""A sync of 100,000 rows, 1,000 a page, from a provider here: how fast, and how much memory.

Then how an engine answers while it syncs, reads 100,000 kept rows again and forgets them, and how
long its transactions are.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.benchmarks.cache import scratch
from tests.benchmarks.processes import Peaks, watched
from tests.benchmarks.report import Options, Result, at_least, at_most
from tests.benchmarks.sync_provider import ServiceNow
from tests.support.providers.server import serving

LEAST_ROWS_A_SECOND = 2_000.0
MOST_MEGABYTES = 400.0
MOST_ANSWER_MS = 50.0
MOST_TURN_MS = 20.0
MOST_WRITE_MS = 20.0
"""Of processor time, for nearly every transaction; the disk and other programs come on top."""


def run(options: Options) -> Result:
    """Connect, sync everything, and look at what it took."""
    count = options.size(full=100_000, quick=2_000)
    environment = {**os.environ, MASTER_KEY_VARIABLE: "the master key of a benchmark"}
    with scratch(options) as folder, serving(ServiceNow(count).respond) as address:
        # What is connected begins to sync at once; the verb that follows joins that run.
        began = time.perf_counter()
        connector = _connect(folder, address, environment)
        synced, peaks = _sync(folder, connector, environment)
        seconds = time.perf_counter() - began
    if synced["new"] != count:
        raise AssertionError(f"{synced['new']} of {count} arrived: {synced}")
    return {
        "rows": count,
        "seconds": round(seconds, 1),
        "rows_per_second": at_least(count / seconds, LEAST_ROWS_A_SECOND),
        "peak_resident_mb": {
            role: at_most(value, MOST_MEGABYTES) for role, value in sorted(peaks.resident.items())
        },
        "cpu_s": {role: round(value, 1) for role, value in peaks.cpu_seconds.items()},
        "meanwhile": _meanwhile(count, environment),
    }


def _meanwhile(count: int, environment: dict[str, str]) -> dict[str, Any]:
    """Look into an engine in a process of its own while it does all that is done with rows."""
    command = [sys.executable, "-m", "tests.benchmarks.sync_probe", str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return {step: _judged(found) for step, found in json.loads(done.stdout).items()}


def _judged(found: dict[str, Any]) -> dict[str, Any]:
    limits = {"answers": MOST_ANSWER_MS, "late": MOST_TURN_MS, "computed": MOST_WRITE_MS}
    judged = {
        f"{name}_p99_ms": at_most(found[f"{name}_ms"]["p99"], limit)
        for name, limit in limits.items()
    }
    return {**found, **judged}


def _connect(folder: Path, address: str, environment: dict[str, str]) -> str:
    words = ["add", "servicenow", "--set", f"base_url={address}", "--credentials", "-", "--json"]
    credentials = json.dumps({"user": "reader", "api_key": "secret"})
    done = subprocess.run(
        _command(folder, *words),
        input=credentials,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return str(json.loads(done.stdout)["id"])


def _sync(
    folder: Path, connector: str, environment: dict[str, str]
) -> tuple[dict[str, Any], Peaks]:
    command = _command(folder, "sync", connector, "--json")
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process,
        watched(process.pid) as peaks,
    ):
        answer = process.stdout.read() if process.stdout else ""
        if process.wait():
            raise RuntimeError(f"the sync ended with {process.returncode}: {answer}")
    return json.loads(answer), peaks


def _command(folder: Path, *words: str) -> list[str]:
    program = [sys.executable, "-m", "causeloop_desktop", "connectors"]
    return [*program, *words, "--data-dir", str(folder)]
