"""The files in which jobs keep their rows."""

import json
from pathlib import Path

import pytest

from causeloop_desktop.engine.services.jobs.row_files import KEPT, RowFiles


@pytest.fixture
def files(tmp_path: Path) -> RowFiles:
    return RowFiles(tmp_path, "backtest")


def keep(files: RowFiles, job_id: str, rows: int) -> None:
    lines = (json.dumps((f"é{n}", True)) for n in range(rows))
    files.path(job_id).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def names(lines: tuple[bytes, ...]) -> list[str]:
    return [json.loads(line)[0] for line in lines]


def test_pages_follow_each_other_to_the_end(files: RowFiles) -> None:
    keep(files, "job_a", 5)
    first = files.read("job_a", 0, 3)
    assert names(first.lines) == ["é0", "é1", "é2"]
    assert first.following is not None
    second = files.read("job_a", first.following, 3)
    assert names(second.lines) == ["é3", "é4"]
    assert second.following is None


def test_a_full_last_page_is_the_last(files: RowFiles) -> None:
    keep(files, "job_a", 3)
    assert files.read("job_a", 0, 3).following is None


def test_only_the_latest_files_stay(files: RowFiles, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        keep(files, f"job_{number:03}", 1)
    files.keep_latest()
    assert len(list(tmp_path.iterdir())) == KEPT
    assert not files.path("job_001").exists()
    assert files.path("job_002").exists()


def test_what_did_not_end_is_deleted(files: RowFiles, tmp_path: Path) -> None:
    files.path("job_a").with_suffix(".new").write_text("half")
    files.discard("job_a")
    files.discard("job_b")
    assert list(tmp_path.iterdir()) == []
