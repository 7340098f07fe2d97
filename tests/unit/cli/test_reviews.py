"""``causeloop reviews`` on a workspace with two failures and an issue that comes near one."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Causeloop

WORKSPACE = ("--workspace", "doubts")
TITLES = [
    *(f"Disk full on node-{node} while writing the index segment" for node in (7, 20, 41)),
    *(f"Login token rejected for tenant {tenant} after certificate rotation" for tenant in (1, 2)),
]
NEAR = "Login token of tenant rejected since rotation of something else"


@pytest.fixture
def _doubts(causeloop: Causeloop, tmp_path: Path) -> None:
    """Detect two failures, with one issue in doubt."""
    if NEAR in causeloop("issues", "list", *WORKSPACE).stdout:
        return
    file = tmp_path / "doubts.csv"
    lines = (f'D-{row},"{title}",2024-01-{row + 1:02}' for row, title in enumerate([*TITLES, NEAR]))
    file.write_text("key,title,created\n" + "\n".join(lines))
    causeloop("workspaces", "create", "Doubts")
    assert causeloop("import", str(file), *WORKSPACE).exit_code == 0
    assert causeloop("detect", *WORKSPACE).exit_code == 0


@pytest.mark.usefixtures("_doubts")
def test_the_queue_is_listed_and_decided(causeloop: Causeloop) -> None:
    table = causeloop("reviews", "list", *WORKSPACE).stdout
    (row,) = json.loads(causeloop("reviews", "list", "--json", *WORKSPACE).stdout)

    skipped = causeloop("reviews", "decide", row["id"], "skip", *WORKSPACE)
    again = causeloop("reviews", "list", *WORKSPACE).stdout
    done = causeloop("reviews", "decide", row["id"], "same", *WORKSPACE)

    assert NEAR in table
    assert "same as" in table
    assert skipped.stdout.startswith("Decided. 0 to review. Undo is op_")
    assert "(skipped)" in again
    assert done.exit_code == 0
    assert causeloop("reviews", "list", *WORKSPACE).stdout.startswith("Nothing to review")


def test_what_is_not_there_cannot_be_decided(causeloop: Causeloop) -> None:
    causeloop("workspaces", "create", "Nowhere")
    nowhere = ("--workspace", "nowhere")

    unknown = causeloop("reviews", "decide", "rev_1", "same", *nowhere)
    wrong = causeloop("reviews", "decide", "rev_1", "perhaps", *nowhere)

    assert unknown.exit_code == 1
    assert "review" in unknown.stderr
    assert wrong.exit_code == 2
