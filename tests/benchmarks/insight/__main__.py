"""``python -m tests.benchmarks.insight [section …]``: print every metric on the data that is here.

The data are found by ``--data`` or ``CAUSELOOP_INSIGHT_DATA``; what is absent is skipped, and said.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.insight.datasets import VARIABLE, DataSets, find_data_sets
from tests.benchmarks.insight.page import to_markdown, write_page
from tests.benchmarks.insight.program import Program, fresh_program
from tests.benchmarks.insight.sections import SECTIONS
from tests.benchmarks.insight.yardsticks import missing_packages


def main() -> int:
    """Run what was named, or everything that can be run."""
    given = _read_arguments()
    data = find_data_sets(given.data)
    if data is None:
        print(f"Nothing is measured: name the folder of the data by --data or {VARIABLE}.")
        return 0
    if missing := missing_packages():
        print(f"Install the extra bench first: {', '.join(missing)} cannot be found.")
        return 1
    document = _measured(data, given.sections or list(SECTIONS))
    if given.json:
        given.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    text = to_markdown(document)
    print(text)
    if given.write:
        write_page(text)
    return 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.benchmarks.insight", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--data", type=Path, help=f"the folder of the data, else {VARIABLE}")
    parser.add_argument("--json", type=Path, help="save the numbers to this file")
    parser.add_argument("--write", action="store_true", help="put the tables in the page")
    given = parser.parse_args()
    if unknown := set(given.sections) - set(SECTIONS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return given


def _measured(data: DataSets, names: list[str]) -> dict[str, Any]:
    skipped = _absent(data)
    found: dict[str, Any] = {}
    with fresh_program() as program:
        for name in (name for name in SECTIONS if name in names and name not in skipped):
            found[name] = _timed(name, data, program)
    return {"about": _about(), "skipped": list(skipped.values()), "found": found}


def _timed(name: str, data: DataSets, program: Program) -> dict[str, Any]:
    print(f"{name} …", file=sys.stderr, flush=True)
    began = time.monotonic()
    found = SECTIONS[name](data, program)
    return {**found, "took_s": round(time.monotonic() - began, 1)}


def _absent(data: DataSets) -> dict[str, str]:
    """Name the sections whose data are not here, and say so."""
    absent = {}
    if not (data.hadoop.there and data.matcher_scorer.is_file()):
        for name in ("matching", "detection", "trust"):
            absent[name] = f"{name}, because the bug reports are not here."
    if not (data.logs and data.matcher_scorer.is_file()):
        absent["logs"] = "logs, because no log is here."
    if not (data.events.is_file() and data.forecast_scorer.is_file()):
        absent["forecasts"] = "forecasts, because the plain events are not here."
    return absent


def _about() -> dict[str, str]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    machine = f"{cores} cores, {platform.system()}, Python {platform.python_version()}"
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": commit.stdout.strip() or "unknown",
        "machine": machine,
    }


if __name__ == "__main__":
    sys.exit(main())
