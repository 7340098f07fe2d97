"""Probes: modules that measure one thing in a process of their own, and print it as JSON."""

import json
import os
import subprocess
import sys
from typing import Any

from causeloop_desktop.engine.services.jobs.workers import ONE_THREAD
from tests import benchmarks


def probe(module: str, *arguments: object) -> dict[str, Any]:
    """Run a probe with the threads that a worker has, and give what it found.

    Raises:
        CalledProcessError: It failed.
    """
    command = [sys.executable, "-m", f"{benchmarks.__name__}.{module}", *map(str, arguments)]
    environment = {**os.environ, **ONE_THREAD}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
