"""``causeloop reviews`` on a workspace with some issues in doubt."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.doubts import DOUBTS
from tests.unit.cli.conftest import Causeloop

WORKSPACE = ("--workspace", "doubts")
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def _doubts(causeloop: Causeloop, tmp_path: Path) -> None:
    """Detect some failures, with an issue in doubt about each of them."""
    if DOUBTS[0].near in causeloop("issues", "list", "--all", *WORKSPACE).stdout:
        return
    file = tmp_path / "doubts.jsonl"
    records = [record for one in DOUBTS for record in one.records(NOON)]
    file.write_text("\n".join(map(json.dumps, records)))
    causeloop("workspaces", "create", "Doubts")
    assert causeloop("import", str(file), *WORKSPACE).exit_code == 0
    assert causeloop("detect", *WORKSPACE).exit_code == 0


@pytest.mark.usefixtures("_doubts")
def test_the_queue_is_listed_and_decided(causeloop: Causeloop) -> None:
    table = causeloop("reviews", "list", *WORKSPACE).stdout
    rows = json.loads(causeloop("reviews", "list", "--all", "--json", *WORKSPACE).stdout)
    first = rows[0]

    skipped = causeloop("reviews", "decide", first["id"], "skip", *WORKSPACE)
    again = causeloop("reviews", "list", "--all", *WORKSPACE).stdout.splitlines()
    done = causeloop("reviews", "decide", first["id"], "same", *WORKSPACE)
    left = json.loads(causeloop("reviews", "list", "--all", "--json", *WORKSPACE).stdout)

    assert first["title"] in table
    assert "same as" in table
    assert skipped.stdout.startswith(f"Decided. {len(rows) - 1} to review. Undo is op_")
    assert "(skipped)" in again[-1]
    assert done.exit_code == 0
    assert [row["id"] for row in left] == [row["id"] for row in rows[1:]]


def test_without_doubts_it_says_so(causeloop: Causeloop) -> None:
    causeloop("workspaces", "create", "Clear")

    done = causeloop("reviews", "list", "--workspace", "clear")

    assert done.stdout.startswith("Nothing to review")


def test_what_is_not_there_cannot_be_decided(causeloop: Causeloop) -> None:
    causeloop("workspaces", "create", "Nowhere")
    nowhere = ("--workspace", "nowhere")

    unknown = causeloop("reviews", "decide", "rev_1", "same", *nowhere)
    wrong = causeloop("reviews", "decide", "rev_1", "perhaps", *nowhere)

    assert unknown.exit_code == 1
    assert "review" in unknown.stderr
    assert wrong.exit_code == 2
