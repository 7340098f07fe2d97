"""``list`` of every noun: rows, fields and forms."""

import csv
import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Causeloop

WORKSPACE = ("--workspace", "lists")


@pytest.fixture(autouse=True)
def _rows(causeloop: Causeloop, tmp_path: Path) -> None:
    """Import thirty issues into a workspace of these tests' own."""
    file = tmp_path / "thirty.csv"
    lines = (f'T-{row},"Disk, {row} full",p{row % 4 + 1},2024-01-{row + 1:02}' for row in range(30))
    file.write_text("key,title,severity,created\n" + "\n".join(lines))
    causeloop("workspaces", "create", "Lists")
    assert causeloop("import", str(file), *WORKSPACE).exit_code == 0


def test_a_table_shows_the_newest_page(causeloop: Causeloop) -> None:
    lines = causeloop("issues", "list", *WORKSPACE).stdout.splitlines()

    assert lines[0].split() == ["Date", "Severity", "Status", "Id", "Title", "Team", "Pattern"]
    assert len(lines) == 26
    assert "Disk, 29 full" in lines[1]


@pytest.mark.parametrize(("option", "count"), [("--all", 30), ("--limit=3", 3)])
def test_csv_has_the_rows_and_fields_asked_for(
    causeloop: Causeloop, option: str, count: int
) -> None:
    form = ("--fields", "external_id,title", "--format", "csv")
    done = causeloop("issues", "list", option, *form, *WORKSPACE)

    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert len(rows) == count
    assert rows[0] == {"external_id": "T-29", "title": "Disk, 29 full"}


def test_json_filters_sorts_and_looks_from_a_moment(causeloop: Causeloop) -> None:
    narrow = ("--severity", "p1", "--sort", "created_at", "--as-of", "2024-01-05")
    done = causeloop("issues", "list", "--json", *narrow, *WORKSPACE)

    assert [row["external_id"] for row in json.loads(done.stdout)] == ["T-0", "T-4"]


def test_an_empty_list_says_what_to_do(causeloop: Causeloop) -> None:
    causeloop("workspaces", "create", "Empty")
    empty = ("--workspace", "empty")

    patterns = causeloop("patterns", "list", *empty)
    predictions = causeloop("predictions", "list", "--window", "7", *empty)

    assert patterns.stdout == "No patterns yet. Look for them with `causeloop detect`.\n"
    assert predictions.stdout.startswith("No predictions yet.")


def test_an_unknown_field_is_told_with_those_that_are(causeloop: Causeloop) -> None:
    done = causeloop("issues", "list", "--fields", "colour", "--format", "csv", *WORKSPACE)

    assert done.exit_code == 1
    assert "no field 'colour'. Known are: id, title" in done.stderr
