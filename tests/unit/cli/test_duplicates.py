"""``causeloop duplicates`` and ``causeloop novelty`` over one small story."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Causeloop

WORKSPACE = ("--workspace", "twice")
ROWS = (
    ("PD-QA1X", "pagerduty", "2024-03-01T10:00:00Z"),
    ("PAY-17", "jira", "2024-03-01T11:00:00Z"),
    ("PD-QB2Y", "pagerduty", "2024-03-09T10:00:00Z"),
)


@pytest.fixture(autouse=True)
def _told(causeloop: Causeloop, tmp_path: Path) -> None:
    """Make a workspace of two tools that speak of no other's issues."""
    if causeloop("workspaces", "create", "Twice").exit_code == 0:
        file = tmp_path / "told.csv"
        lines = (f"{id_},{source},Checkout fails at step,{at}" for id_, source, at in ROWS)
        file.write_text("key,source,title,created\n" + "\n".join(lines))
        assert causeloop("import", str(file), *WORKSPACE).exit_code == 0


def listed(causeloop: Causeloop) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        causeloop("duplicates", "list", "--json", *WORKSPACE).stdout
    )
    return rows


def test_issues_are_joined_listed_and_parted(causeloop: Causeloop) -> None:
    assert causeloop("duplicates", "list", *WORKSPACE).stdout.startswith("Nothing is told twice")

    joined = causeloop("duplicates", "join", "PD-QA1X", "PAY-17", *WORKSPACE)

    assert joined.stderr == ""
    assert joined.stdout == "PD-QA1X and PAY-17 count as one occurrence.\n"
    (pair,) = listed(causeloop)
    lines = causeloop("duplicates", "list", *WORKSPACE).stdout.splitlines()
    assert lines[1].split()[:4] == [pair["id"], "PD-QA1X", "PAY-17", "1.00"]
    again = causeloop("duplicates", "join", "PD-QA1X", "PAY-17", *WORKSPACE)
    assert (again.exit_code, "already" in again.stderr) == (1, True)
    assert causeloop("duplicates", "part", pair["id"], *WORKSPACE).exit_code == 0
    assert listed(causeloop) == []


def test_an_unknown_issue_is_told(causeloop: Causeloop) -> None:
    done = causeloop("duplicates", "join", "PD-QA1X", "XX-1", *WORKSPACE)

    assert done.exit_code == 2
    assert "No issues have the id XX-1" in " ".join(done.stderr.replace("│", " ").split())


def test_what_is_new_is_told_as_of_a_day(causeloop: Causeloop) -> None:
    lines = causeloop("novelty", "--as-of", "2024-03-09", *WORKSPACE).stdout.splitlines()
    found = json.loads(causeloop("novelty", "--json", *WORKSPACE).stdout)

    assert lines[0].startswith("In no pattern, week by week: ")
    assert "No source has gone quiet." in lines
    assert found["rising"] is False
