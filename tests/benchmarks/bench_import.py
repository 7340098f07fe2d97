"""A file import of 1,000,000 rows through ``causeloop import``: how long, and how much memory."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.cache import generated_csv, scratch
from tests.benchmarks.processes import Peaks, watched
from tests.benchmarks.report import Options, Result, at_most

MOST_SECONDS = 240.0
MOST_MEGABYTES = 600.0


def run(options: Options) -> Result:
    """Import into an empty workspace, then import the same file again."""
    count = options.size(full=1_000_000, quick=2_000)
    file = generated_csv(options, count)
    with scratch(options) as folder:
        seconds, job, peaks = _import(file, folder)
        stored = (folder / "causeloop.db").stat().st_size
    if job["result"]["created"] != count:
        raise AssertionError(f"created {job['result']['created']} of {count}: {job}")
    return {
        "rows": count,
        "file_mb": round(file.stat().st_size / 1e6, 1),
        "database_mb": round(stored / 1e6, 1),
        "seconds": at_most(seconds, MOST_SECONDS),
        "rows_per_second": round(count / seconds),
        "peak_resident_mb": {
            role: at_most(value, MOST_MEGABYTES) for role, value in sorted(peaks.resident.items())
        },
        "peak_private_mb": {role: round(value, 1) for role, value in peaks.private.items()},
        "cpu_s": {role: round(value, 1) for role, value in peaks.cpu_seconds.items()},
    }


def _import(file: Path, data_dir: Path) -> tuple[float, dict[str, Any], Peaks]:
    """Import ``file`` as a person would; give the seconds, the job, and the memory taken."""
    command = [sys.executable, "-m", "causeloop_desktop", "import", str(file)]
    began = time.perf_counter()
    with (
        subprocess.Popen(
            [*command, "--data-dir", str(data_dir), "--json"], stdout=subprocess.PIPE, text=True
        ) as process,
        watched(process.pid) as peaks,
    ):
        answer = process.stdout.read() if process.stdout else ""
        if process.wait():
            raise RuntimeError(f"the import ended with {process.returncode}: {answer}")
    return time.perf_counter() - began, json.loads(answer), peaks
