"""The files in which jobs keep their rows."""

import json
from pathlib import Path

import pytest

from causeloop_desktop.engine.services.jobs.row_files import KEPT, RowFiles


@pytest.fixture
def files(tmp_path: Path) -> RowFiles:
    return RowFiles(tmp_path, "backtest")


def keep(files: RowFiles, job_id: str, rows: int, workspace: int = 1) -> None:
    lines = (json.dumps((f"é{n}", True)) for n in range(rows))
    path = files.path(workspace, job_id)
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def names(lines: tuple[bytes, ...]) -> list[str]:
    return [json.loads(line)[0] for line in lines]


def test_pages_follow_each_other_to_the_end(files: RowFiles) -> None:
    keep(files, "job_a", 5)
    first = files.read(files.path(1, "job_a"), 0, 3)
    assert names(first.lines) == ["é0", "é1", "é2"]
    assert first.following is not None
    second = files.read(files.path(1, "job_a"), first.following, 3)
    assert names(second.lines) == ["é3", "é4"]
    assert second.following is None


def test_a_full_last_page_is_the_last(files: RowFiles) -> None:
    keep(files, "job_a", 3)
    assert files.read(files.path(1, "job_a"), 0, 3).following is None


def test_only_the_latest_files_of_a_workspace_stay(files: RowFiles) -> None:
    keep(files, "job_000", 1, workspace=2)
    for number in range(KEPT + 2):
        keep(files, f"job_{number:03}", 1)
    files.keep_latest(1)
    kept = [files.path(1, f"job_{number:03}").exists() for number in range(KEPT + 2)]
    assert kept == [False, False, *(True for _ in range(KEPT))]
    assert files.path(2, "job_000").exists()


def test_what_did_not_end_is_deleted(files: RowFiles) -> None:
    half = files.path(1, "job_a").with_suffix(".new")
    half.parent.mkdir()
    half.write_text("half")
    files.discard(1, "job_a")
    files.discard(1, "job_b")
    assert list(half.parent.iterdir()) == []
