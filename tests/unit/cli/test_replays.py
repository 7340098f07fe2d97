"""``causeloop replay`` beside a running engine."""

import csv
import json
from pathlib import Path

from tests.unit.cli.conftest import Causeloop


def issues_file(folder: Path) -> Path:
    file = folder / "issues.csv"
    titles = ("Queue 1 is stuck", "Login page is slow", "Queue 2 is stuck", "Queue 3 is stuck")
    lines = "".join(f"R-{n},{title},2024-05-0{n}\n" for n, title in enumerate(titles, start=1))
    file.write_text("external_id,title,source_created_at\n" + lines)
    return file


def test_saves_what_was_said_of_each_issue(causeloop: Causeloop, tmp_path: Path) -> None:
    saved = tmp_path / "ranks.csv"
    done = causeloop("replay", str(issues_file(tmp_path)), "--out", str(saved))
    assert done.exit_code == 0, done.stdout
    assert "4 issues one by one, 2 of them attached" in done.stdout
    rows = list(csv.DictReader(saved.read_text(encoding="utf-8").splitlines()))
    assert [row["external_id"] for row in rows] == ["R-1", "R-2", "R-3", "R-4"]
    assert rows[2] == {"external_id": "R-3", "ranked": "R-1", "attached_to": "R-1"}
    assert sorted(rows[3]["ranked"].split()) == ["R-1", "R-3"]


def test_answers_in_json(causeloop: Causeloop, tmp_path: Path) -> None:
    done = causeloop("replay", str(issues_file(tmp_path)), "--json")
    job = json.loads(done.stdout)
    assert (job["kind"], job["status"]) == ("replay", "succeeded")
    assert job["result"]["issues"] == 4


def test_a_file_that_is_not_there_is_wrong_usage(causeloop: Causeloop) -> None:
    assert causeloop("replay", "nowhere.csv").exit_code == 2
