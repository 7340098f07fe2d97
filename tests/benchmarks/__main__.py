"""``python -m tests.benchmarks [name …] [--quick]``: run benchmarks, print one JSON document.

Generated databases and files are kept in ``CAUSELOOP_BENCH_CACHE``, else in the user's cache.
Each benchmark runs in a process of its own, so that none inherits the memory of another.
"""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sqlite3
import subprocess
import sys
import time
from typing import Any

from causeloop_desktop import __version__
from tests import benchmarks
from tests.benchmarks.report import Options

PREFIX = "bench_"


def main() -> int:
    """Run what was named, or everything, one after another; 1 if one of them failed."""
    options, names = _read_arguments()
    document: dict[str, Any] = {"machine": _machine(), "quick": options.quick, "benchmarks": {}}
    if len(names) == 1:
        document["benchmarks"] = {names[0]: _run(names[0], options)}
    else:
        for name in names:
            document["benchmarks"] |= _run_apart(name, options)
    print(json.dumps(document, indent=2))
    return int(any("error" in found for found in document["benchmarks"].values()))


def known_names() -> list[str]:
    """Give the benchmarks there are: each is one module of this folder."""
    modules = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name.removeprefix(PREFIX) for name in modules if name.startswith(PREFIX))


def _read_arguments() -> tuple[Options, list[str]]:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(known_names()))
    parser.add_argument("--quick", action="store_true", help="small sizes, in seconds")
    given = parser.parse_args()
    if unknown := set(given.names) - set(known_names()):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return Options(given.quick), given.names or known_names()


def _run(name: str, options: Options) -> dict[str, Any]:
    load, began = _load(), time.perf_counter()
    module = importlib.import_module(f"{benchmarks.__name__}.{PREFIX}{name}")
    found = dict(module.run(options))
    return {**found, "took_s": round(time.perf_counter() - began, 1), "load_before": load}


def _run_apart(name: str, options: Options) -> dict[str, Any]:
    """Run one benchmark as a process; its failure is part of the document."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", benchmarks.__name__, name]
    flags = ["--quick"] if options.quick else []
    done = subprocess.run([*command, *flags], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return {name: {"error": f"it ended with {done.returncode}; stderr says why"}}
    found: dict[str, Any] = json.loads(done.stdout)["benchmarks"]
    return found


def _machine() -> dict[str, Any]:
    return {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "sqlite": sqlite3.sqlite_version,
    }


def _load() -> float | None:
    """Give the one-minute load: above a few tenths somebody else is at work."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


if __name__ == "__main__":
    sys.exit(main())
