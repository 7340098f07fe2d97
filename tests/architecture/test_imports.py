"""The arrows between the parts of the program, and what a started engine has not imported."""

import subprocess
import sys

START = """
import asyncio, sys, tempfile
from pathlib import Path
from causeloop_desktop.engine import child, serve
from causeloop_desktop.engine.app import create_app
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.settings import EngineSettings

async def start():
    with tempfile.TemporaryDirectory() as folder:
        context = EngineContext(EngineSettings(data_dir=Path(folder)))
        create_app(context)
        async with context.running():
            print(*sys.modules, sep="\\n")

asyncio.run(start())
"""


def test_every_arrow_of_the_architecture_holds() -> None:
    # In a process of its own: the linter silences every logger of the one it runs in.
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    linted = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


def test_a_started_engine_has_not_imported_what_is_heavy() -> None:
    command = [sys.executable, "-c", START]
    started = subprocess.run(command, capture_output=True, text=True, check=True)
    packages = {name.partition(".")[0] for name in started.stdout.split()}
    assert "fastapi" in packages
    heavy = {"sklearn", "scipy", "numpy", "PySide6", "pyqtgraph", "cryptography", "typer", "httpx"}
    assert packages & heavy == set()
