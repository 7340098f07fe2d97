"""Data that is not part of the project: tests that want it skip where it is not there."""

import os
from pathlib import Path

import pytest

VARIABLE = "CAUSELOOP_SHARED"
"""Names the folder; without it, a folder ``shared`` beside the checkout is looked for."""

ROOT = Path(os.environ.get(VARIABLE) or Path(__file__).resolve().parents[3] / "shared")


def shared_file(*parts: str) -> Path:
    """Give a file of the shared folder; skip the test where it is not there."""
    file = ROOT.joinpath(*parts)
    if not file.is_file():
        pytest.skip(f"{'/'.join(parts)} is not there; {VARIABLE} can name the folder it is in")
    return file
