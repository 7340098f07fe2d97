"""``causeloop import`` beside a running engine."""

import csv
import json
from pathlib import Path

from tests.unit.cli.conftest import Causeloop

ROWS = "key,summary,priority,created\nB-1,Disk full,Major,2024-01-02\nB-2,Net,odd,soon\n"


def test_says_what_became_of_the_rows_and_what_was_refused(
    causeloop: Causeloop, tmp_path: Path
) -> None:
    file, report = tmp_path / "export.csv", tmp_path / "report.csv"
    file.write_text(ROWS)

    done = causeloop("import", str(file), "--report", str(report))

    assert done.exit_code == 0
    assert "export.csv: 2 rows, 1 new, 0 updated, 0 unchanged, 1 refused." in done.stdout
    assert '  line 3: source_created_at: "soon" is no date that can be read.' in done.stdout
    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert [(row["file"], row["line"]) for row in rows] == [("export.csv", "3")]


def test_several_files_in_json(causeloop: Causeloop, tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.jsonl"]
    files[0].write_text("id,text\n1,one\n2,two\n")
    files[1].write_text('{"id": 1, "text": "three"}\n')

    done = causeloop("import", *map(str, files), "--json")

    results = [json.loads(line)["result"] for line in done.stdout.splitlines()]
    assert [(result["rows"], result["created"]) for result in results] == [(2, 2), (1, 1)]


def test_columns_can_be_mapped_by_hand(causeloop: Causeloop, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("colour,weight\nred,heavy\n")

    good = causeloop("import", str(file), "--map", "title=colour", "--map", "team=weight", "--json")
    bad = causeloop("import", str(file), "--map", "title=shape")

    assert json.loads(good.stdout)["result"]["titles_filled"] == 0
    assert bad.exit_code == 1
    assert 'There is no column "shape" to take title from.' in bad.stderr


def test_reads_standard_input(causeloop: Causeloop) -> None:
    done = causeloop("import", "-", stdin=b"id;text\n77;from a pipe\n")

    assert done.stdout.startswith("stdin: 1 row, 1 new")


def test_a_file_that_is_none_is_told_with_what_to_do(causeloop: Causeloop, tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04")

    done = causeloop("import", str(file))

    assert done.exit_code == 1
    assert "Export it as CSV" in done.stderr
    assert "Traceback" not in done.stderr
