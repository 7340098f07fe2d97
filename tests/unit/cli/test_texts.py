"""``causeloop try``: what would be decided about a text."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Causeloop

LINE = "Disk full on node-{} while writing the index segment"
WORKSPACE = ("--workspace", "texts")


@pytest.fixture(autouse=True)
def _pattern(causeloop: Causeloop, tmp_path: Path) -> None:
    """Make a workspace with one pattern."""
    if causeloop("workspaces", "create", "Texts").exit_code == 0:
        file = tmp_path / "disks.csv"
        rows = (f"D-{row},{LINE.format(row)},2024-01-{row + 1:02}" for row in range(5))
        file.write_text("key,title,created\n" + "\n".join(rows))
        assert causeloop("import", str(file), *WORKSPACE).exit_code == 0
        assert causeloop("detect", *WORKSPACE).exit_code == 0


def test_a_file_is_told_its_pattern(causeloop: Causeloop, tmp_path: Path) -> None:
    file = tmp_path / "line.log"
    file.write_text(LINE.format(99))

    lines = causeloop("try", str(file), *WORKSPACE).stdout.splitlines()

    assert lines[0].startswith("It would join “Disk full on node-")
    assert f"Template    {LINE.format('<num>')}" in lines
    assert any(line.startswith("Exact key   template, known as") for line in lines)
    assert "Disk full on node-" in lines[lines.index("Candidates") + 1]


def test_what_is_piped_in_is_answered_in_json(causeloop: Causeloop) -> None:
    done = causeloop("try", "-", "--json", *WORKSPACE, stdin=b"Printer out of paper\n")

    tried = json.loads(done.stdout)
    assert (tried["decision"], tried["shape"], tried["pattern"]) == ("pool", "line", None)


def test_nothing_to_try_is_said(causeloop: Causeloop, tmp_path: Path) -> None:
    empty = causeloop("try", "-", *WORKSPACE, stdin=b" \n")
    absent = causeloop("try", str(tmp_path / "none.log"), *WORKSPACE)

    assert empty.exit_code == absent.exit_code == 2
    assert "The text is empty" in empty.stderr
    assert "cannot be read" in " ".join(absent.stderr.replace("│", " ").split())
