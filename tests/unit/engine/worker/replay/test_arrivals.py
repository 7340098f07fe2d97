"""In which order the issues of a file come, and which rows are none."""

import json
from pathlib import Path

from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.engine.domain.text.tokens import LONGEST_BODY
from causeloop_desktop.engine.worker.replay.arrivals import Arrivals


def arrivals(folder: Path, *rows: dict[str, object] | str) -> Arrivals:
    file = folder / "issues.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    file.write_text("\n".join(lines), encoding="utf-8")
    return Arrivals(file, ImportOptions(name=file.name))


def row(number: int, day: int | None, **more: object) -> dict[str, object]:
    moment = None if day is None else f"2024-05-{day:02}T00:00:00Z"
    title = f"Title {number}"
    return {"external_id": f"A-{number}", "title": title, "source_created_at": moment, **more}


def names(found: Arrivals) -> list[str]:
    return [arrival.record.external_id for arrival in found.found]


def test_time_decides_and_at_one_moment_the_file(tmp_path: Path) -> None:
    found = arrivals(tmp_path, row(1, 20), row(2, 10), row(3, 10), row(4, 1))
    assert names(found) == ["A-4", "A-2", "A-3", "A-1"]


def test_what_has_no_time_stays_behind_the_row_above_it(tmp_path: Path) -> None:
    found = arrivals(tmp_path, row(1, 20), row(2, None), row(3, 10), row(4, None))
    assert names(found) == ["A-3", "A-4", "A-1", "A-2"]


def test_without_any_time_the_file_is_the_order(tmp_path: Path) -> None:
    found = arrivals(tmp_path, *(row(number, None) for number in range(5)))
    assert names(found) == [f"A-{number}" for number in range(5)]


def test_only_the_first_row_of_an_issue_is_taken_and_bad_ones_are_counted(tmp_path: Path) -> None:
    bad = row(9, None, source_created_at="soon")
    found = arrivals(tmp_path, row(1, 1), row(1, 2, title="Changed"), "[1]", bad, row(2, 3))
    assert [arrival.record.title for arrival in found.found] == ["Title 1", "Title 2"]
    assert (found.repeated, found.refused) == (1, 2)


def test_what_matching_never_reads_is_not_kept(tmp_path: Path) -> None:
    found = arrivals(tmp_path, row(1, 1, body="x" * (LONGEST_BODY + 5)))
    assert len(found.found[0].record.body) == LONGEST_BODY
