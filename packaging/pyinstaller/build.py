"""Freeze the program into ``dist/causeloop-desktop`` and see that it starts without the sources."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "dist" / "causeloop-desktop"
ENDING = ".exe" if sys.platform == "win32" else ""


def freeze() -> None:
    """Run PyInstaller on the spec file."""
    spec = ROOT / "packaging" / "pyinstaller" / "causeloop-desktop.spec"
    options = ["--noconfirm", "--log-level=WARN", "--distpath=dist", "--workpath=build"]
    command = [sys.executable, "-m", "PyInstaller", *options, str(spec)]
    subprocess.run(command, check=True, cwd=ROOT)


def try_out() -> None:
    """Import, detect and list in an empty place: console, engine and worker all start frozen.

    Raises:
        SystemExit: The frozen program did not find the pattern in three equal failures.
    """
    with tempfile.TemporaryDirectory() as place:
        rows = Path(place, "issues.csv")
        lines = [f"T-{n},Payment gateway timed out after {n} s" for n in range(3)]
        rows.write_text("\n".join(["external_id,title", *lines]), encoding="utf-8")
        run(place, "import", str(rows))
        run(place, "detect")
        patterns = json.loads(run(place, "patterns", "list", "--all", "--format", "json"))
    if len(patterns) != 1:
        raise SystemExit(f"the frozen program found {len(patterns)} patterns where one is")


def run(place: str, *arguments: str) -> str:
    """Run the frozen console program with nothing of this environment but its variables."""
    program = FOLDER / f"causeloop{ENDING}"
    environment = {name: value for name, value in os.environ.items() if "PYTHON" not in name}
    command = [str(program), *arguments, "--data-dir", str(Path(place, "data"))]
    done = subprocess.run(
        command, check=True, cwd=place, env=environment, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    freeze()
    try_out()
    sys.stdout.write(f"{FOLDER}\n")
