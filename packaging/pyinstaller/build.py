"""Freeze the program into ``dist/causeloop-desktop``, and try it where there are no sources."""

import shutil
import subprocess
import sys
from pathlib import Path

from tryout import Report, try_out

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "dist" / "causeloop-desktop"
MEGABYTE = 1_000_000
LINUX = ROOT / "packaging" / "linux"


def freeze() -> None:
    """Run PyInstaller on the spec file."""
    spec = ROOT / "packaging" / "pyinstaller" / "causeloop-desktop.spec"
    options = ["--noconfirm", "--log-level=ERROR", "--distpath=dist", "--workpath=build"]
    command = [sys.executable, "-m", "PyInstaller", *options, str(spec)]
    subprocess.run(command, check=True, cwd=ROOT)


def add_papers() -> None:
    """Put beside the programs what a person looks for there: licence, and a way into the menu."""
    shutil.copy(ROOT / "LICENSE", FOLDER)
    if sys.platform == "linux":
        share = FOLDER / "share"
        share.mkdir()
        shutil.copy(LINUX / "add-to-menu", FOLDER)
        for name in ("causeloop-desktop.desktop", "causeloop-desktop.svg"):
            shutil.copy(LINUX / name, share)


def size_of(folder: Path) -> int:
    """Count the bytes of a folder, each file once however many links lead to it."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())


def say(report: Report) -> None:
    """Print what was built and how it did."""
    sys.stdout.write(
        f"{FOLDER}\n"
        f"  size {size_of(FOLDER) / MEGABYTE:.0f} MB\n"
        f"  console answers in {report.console_seconds:.2f} s\n"
        f"  engine ready in {report.engine_seconds:.2f} s\n"
        f"  window drew {report.pictures} pictures in {report.window_seconds:.1f} s\n"
    )


if __name__ == "__main__":
    freeze()
    add_papers()
    say(try_out(FOLDER))
