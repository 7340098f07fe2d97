"""The program as anybody runs it: its public commands in a data directory of their own."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import local_engine
from causeloop_desktop.contract.base import JobId


@dataclass
class Program:
    """A data directory and the commands that are run in it.

    Attributes:
        seconds: How long each command took, by its verb; the last one where there were several.
    """

    folder: Path
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def data_dir(self) -> Path:
        """Where the engine keeps its data."""
        return self.folder / "data"

    def run(self, *arguments: str | Path) -> str:
        """Run ``causeloop`` and give what it wrote."""
        command = [sys.executable, "-m", "causeloop_desktop", *map(str, arguments)]
        began = time.monotonic()
        done = subprocess.run(
            [*command, "--data-dir", str(self.data_dir)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            check=True,
        )
        self.seconds[str(arguments[0])] = round(time.monotonic() - began, 1)
        return done.stdout

    def run_json(self, *arguments: str | Path) -> Any:
        """Run a command that answers in JSON."""
        return json.loads(self.run(*arguments, "--json"))

    def save(self, name: str, *arguments: str | Path) -> Path:
        """Run a command and keep what it wrote in a file."""
        target = self.folder / name
        target.write_text(self.run(*arguments), encoding="utf-8")
        return target

    def detect_patterns(self, issues: Path, name: str) -> Path:
        """Import, detect, and give a file with the pattern of every issue."""
        self.run("import", issues)
        self.run("detect")
        listed = ("issues", "list", "--all", "--fields", "external_id,pattern_id")
        return self.save(name, *listed, "--format", "csv")

    def backtest_rows(self, job_id: str) -> str:
        """Give every row of a backtest as CSV, with what came of each."""
        return asyncio.run(self._backtest_rows(JobId(job_id)))

    async def _backtest_rows(self, job_id: JobId) -> str:
        async with local_engine(self.data_dir, None) as backend, CauseloopClient(backend) as client:
            chunks = [chunk async for chunk in client.backtests.rows_csv(job_id)]
        return b"".join(chunks).decode()


@contextmanager
def fresh_program() -> Iterator[Program]:
    """Give an empty data directory for as long as the block runs."""
    with TemporaryDirectory(prefix="causeloop-insight-") as folder:
        yield Program(Path(folder))
