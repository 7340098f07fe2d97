"""Use the frozen program as a person would, far from its sources.

The folder is copied to an empty place and run there without a word about Python in the
environment; so whatever still came from the source tree is missing, and the try fails.
"""

import base64
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ENDING = ".exe" if sys.platform == "win32" else ""
TITLES = ("Payment gateway timed out after {} s", "Login page shows error {} to every customer")
EXPLORER = ("/docs", "/docs/assets/swagger-ui-bundle.js", "/docs/assets/swagger-ui.css")


@dataclass(frozen=True)
class Report:
    """How fast the frozen program was, on a machine that had just built it.

    Attributes:
        console_seconds: From start to end of ``causeloop --help``.
        engine_seconds: From the start of an engine on a new data directory to its ready line.
        window_seconds: From the start of the window to its last picture, detection included.
        pictures: How many pictures it drew.
    """

    console_seconds: float
    engine_seconds: float
    window_seconds: float
    pictures: int


@dataclass
class Frozen:
    """The program in a place of its own."""

    folder: Path
    place: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.place / "data"

    def program(self, name: str) -> str:
        """Give the path of one of the two programs."""
        return str(self.folder / f"{name}{ENDING}")

    def run(self, name: str, *arguments: str) -> str:
        """Run a program to its end and give what it printed."""
        done = subprocess.run(
            [self.program(name), *arguments],
            check=True,
            cwd=self.place,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def console(self, *arguments: str) -> str:
        """Run a verb on the data directory."""
        return self.run("causeloop", *arguments, "--data-dir", str(self.data))


def try_out(folder: Path) -> Report:
    """Try console, engine, worker and window of a frozen folder.

    Raises:
        SystemExit: One of them does not do its work; the message says which.
    """
    with tempfile.TemporaryDirectory() as place:
        frozen = move(folder, Path(place))
        started = time.perf_counter()
        frozen.run("causeloop", "--help")
        console_seconds = time.perf_counter() - started
        engine_seconds = try_engine(frozen)
        try_main_job(frozen)
        try_source(frozen)
        if sys.platform == "linux":
            try_menu(frozen)
        window_seconds, pictures = try_window(frozen)
        frozen.console("backtest", "--workspace", "sample")
    return Report(console_seconds, engine_seconds, window_seconds, pictures)


def move(folder: Path, place: Path) -> Frozen:
    """Copy the folder away from the source tree."""
    copied = place / "program"
    shutil.copytree(folder, copied, symlinks=True)
    environment = {name: text for name, text in os.environ.items() if "PYTHON" not in name}
    home = {"HOME": str(place), "XDG_DATA_HOME": str(place / "share")}
    key = {"CAUSELOOP_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode()}
    here = {**environment, **home, **key, "QT_QPA_PLATFORM": "offscreen"}
    return Frozen(copied, place, here)


def try_engine(frozen: Frozen) -> float:
    """Start the engine as the window does, ask it for the explorer, and time its start."""
    started = time.perf_counter()
    with engine(frozen, frozen.place / "empty") as base_url:
        seconds = time.perf_counter() - started
        for path in EXPLORER:
            httpx.get(base_url + path, trust_env=False).raise_for_status()
    return seconds


@contextmanager
def engine(frozen: Frozen, data: Path) -> Iterator[str]:
    """Run an engine as a child; give its address."""
    command = [frozen.program("causeloop"), "_engine", "--data-dir", str(data)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=frozen.environment, text=True, **pipes) as child:
        child.stdin.write("a-launch-token\n")
        child.stdin.flush()
        yield json.loads(child.stdout.readline())["base_url"]


def try_main_job(frozen: Frozen) -> None:
    """Import failures of two kinds, detect, and find two patterns."""
    rows = [title.format(n) for title in TITLES for n in range(3)]
    lines = [f"T-{number},{title}" for number, title in enumerate(rows)]
    file = frozen.place / "issues.csv"
    file.write_text("\n".join(["external_id,title", *lines]), encoding="utf-8")
    frozen.console("import", str(file))
    frozen.console("detect")
    patterns = json.loads(frozen.console("patterns", "list", "--all", "--format", "json"))
    if len(patterns) != len(TITLES):
        raise SystemExit(f"The frozen program found {len(patterns)} patterns where two are.")


def try_source(frozen: Frozen) -> None:
    """Connect a database by one of its tables, and have the worker read it."""
    file = frozen.place / "ward.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE tickets (id INTEGER PRIMARY KEY, subject, updated_at)")
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        database.execute("INSERT INTO tickets VALUES (1, 'Pump 4 stopped', ?)", (moment,))
    credentials = frozen.place / "credentials.json"
    credentials.write_text(json.dumps({"url": f"sqlite:///{file}"}), encoding="utf-8")
    chosen = ("--set", "tables=tickets", "--credentials", str(credentials))
    made = json.loads(frozen.console("connectors", "add", "database", *chosen, "--json"))
    said = frozen.console("connectors", "sync", made["id"])
    if not said.startswith("1 new"):
        raise SystemExit(f"The frozen program did not read its source: {said}")


def try_menu(frozen: Frozen) -> None:
    """Put the program into the menu of somebody who has none yet."""
    subprocess.run([frozen.folder / "add-to-menu"], check=True, env=frozen.environment)
    entry = frozen.place / "share" / "applications" / "causeloop-desktop.desktop"
    if f'Exec="{frozen.program("causeloop-desktop")}"' not in entry.read_text(encoding="utf-8"):
        raise SystemExit("The entry in the menu does not lead to the program.")
    linked = frozen.place / ".local" / "bin" / "causeloop"
    subprocess.run(
        [linked, "--help"], check=True, env=frozen.environment, stdout=subprocess.DEVNULL
    )


def try_window(frozen: Frozen) -> tuple[float, int]:
    """Have the window draw every view of the sample; give the seconds and the pictures."""
    pictures = frozen.place / "pictures"
    started = time.perf_counter()
    frozen.run("causeloop-desktop", "--data-dir", str(frozen.data), "--screenshots", str(pictures))
    drawn = len(list(pictures.glob("*.png")))
    if not drawn:
        raise SystemExit("The frozen window drew nothing.")
    return time.perf_counter() - started, drawn
