"""A sync of 100,000 rows, 1,000 a page, from a provider here: how fast, and how much memory."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.benchmarks.cache import scratch
from tests.benchmarks.processes import Peaks, watched
from tests.benchmarks.report import Options, Result, at_least, at_most
from tests.support.providers.server import Asked, Told, serving

LEAST_ROWS_A_SECOND = 2_000.0
MOST_MEGABYTES = 400.0
BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=30)
WORDS = "The payment service answered 502 while the checkout waited for its upstream. " * 5


class ServiceNow:
    """Incidents that are made when they are asked for."""

    def __init__(self, count: int) -> None:
        self.count = count

    def respond(self, asked: Asked) -> Told:
        """Answer a page, by the time from which it is asked."""
        query = asked.params.get("sysparm_query", "")
        size = int(asked.params["sysparm_limit"])
        since = query.partition(">=")[2].partition("^")[0]
        first = 0
        if since:
            moment = datetime.fromisoformat(since).replace(tzinfo=UTC)
            first = max(0, int((moment - BEGIN) / timedelta(seconds=1)))
        rows = [_incident(number) for number in range(first, min(first + size, self.count))]
        link = {"Link": '</again>; rel="next"'} if first + size < self.count else {}
        return Told({"result": rows}, headers=link)


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
    }


def _incident(number: int) -> dict[str, Any]:
    moment = BEGIN + timedelta(seconds=number)
    return {
        "sys_id": f"{number:032x}",
        "number": f"INC{number:07}",
        "short_description": f"Checkout fails with error {number % 977} on node {number % 31}",
        "description": f"{WORDS} Request {number}.",
        "priority": str(number % 5 + 1),
        "state": "2",
        "opened_at": f"{moment:%Y-%m-%d %H:%M:%S}",
        "sys_updated_on": f"{moment:%Y-%m-%d %H:%M:%S}",
    }


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
