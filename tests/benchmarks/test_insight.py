"""What quality is measured with: edits, trust, audits, the page, the charts; no data are needed."""

import gzip
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.benchmarks.charts import draw
from tests.benchmarks.insight.audits import DIFFERENT, SAME, UNSURE, purity_of, read_audit
from tests.benchmarks.insight.datasets import VARIABLE, find_data_sets
from tests.benchmarks.insight.edits import Edits, edits_to_truth
from tests.benchmarks.insight.page import BEGIN, END, to_markdown, write_page
from tests.benchmarks.insight.sections import READ
from tests.benchmarks.insight.texts import read_groups, read_texts, words
from tests.benchmarks.insight.trust import calibration_error, read_trust

GROUPS = {"a": "x", "b": "x", "c": "y", "d": "y"}


def test_right_clusters_need_no_edit() -> None:
    clusters = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "3"}
    assert edits_to_truth(clusters, GROUPS, 1000) == Edits(0, 0)


def test_each_stranger_is_a_split_and_each_part_too_many_a_merge() -> None:
    together = dict.fromkeys(GROUPS, "1")
    apart = {name: name for name in GROUPS}
    assert edits_to_truth(together, GROUPS, 1000) == Edits(1, 0)
    assert edits_to_truth(apart, GROUPS, 1000) == Edits(0, 2)
    assert edits_to_truth({}, GROUPS, 500).total == 4


def test_trust_is_told_for_each_horizon() -> None:
    rows = [(7, 0.97, True), (7, 0.97, False), (7, 0.1, False), (30, 0.5, True)]
    lines = [f"{days},{p},{happened}" for days, p, happened in rows]
    week, month = read_trust("\n".join(("horizon,p,happened", *lines)))
    assert (week.horizon, week.rows, week.sure, week.sure_failed) == (7, 3, 2, 0.5)
    assert (month.horizon, month.sure, month.sure_failed) == (30, 0, None)


def test_who_says_what_happens_is_calibrated() -> None:
    assert calibration_error([0.25] * 4, [1, 0, 0, 0]) == pytest.approx(0)
    assert calibration_error([0.9, 0.9], [0, 0]) == pytest.approx(0.9)


def test_members_are_judged_against_the_anchor_that_is_among_them() -> None:
    verdicts = {
        ("a", "b"): SAME,
        ("a", "c"): DIFFERENT,
        ("a", "d"): UNSURE,
        ("z", "b"): DIFFERENT,
    }
    found = purity_of([["a", "b", "c", "d", "e"], ["f", "g"]], verdicts)
    assert (found.patterns, found.members, found.judged, found.right) == (1, 7, 4, 2)
    assert found.share == pytest.approx(1 / 2)
    assert purity_of([["f", "g"]], verdicts).share is None


def test_the_audit_can_be_read() -> None:
    for file in READ:
        assert set(read_audit(file).values()) <= {SAME, DIFFERENT, UNSURE}


def test_data_are_found_by_argument_or_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert find_data_sets(None) is None
    assert find_data_sets(tmp_path / "nowhere") is None
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    found = find_data_sets(None)
    assert found is not None
    assert not found.hadoop.there
    assert found.logs == ()


def test_yardsticks_read_the_same_issues(tmp_path: Path) -> None:
    file = tmp_path / "x.gz"
    rows = [
        {"external_id": "A", "title": "Disk FULL", "group": "x"},
        {"external_id": "B", "title": "b", "group": ""},
    ]
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    first, second = read_texts(file)
    assert words(first) == ["disk", "full", "disk", "full"]
    assert words(second) == []
    assert read_groups(file) == {"A": "x"}


def document(**found: Any) -> dict[str, Any]:
    about = {"date": "2026-01-02", "commit": "abc", "machine": "2 cores"}
    return {"about": about, "skipped": ["logs, because no log is here."], "found": found}


def test_a_page_says_what_was_skipped_and_keeps_what_stands_around(tmp_path: Path) -> None:
    horizon = {
        "horizon": 7,
        "rows": 1200,
        "happened": 0.25,
        "calibration_error": 0.01,
        "skill": 0.2,
        "sure": 0,
        "sure_failed": None,
    }
    page = tmp_path / "page.md"
    page.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nAfter.\n")
    write_page(to_markdown(document(trust={"horizons": [horizon]})), page)
    text = page.read_text()
    assert "old" not in text
    assert text.startswith("# Title")
    assert text.endswith("After.\n")
    assert "Skipped: logs, because no log is here." in text
    assert "| 7 | 1,200 | 0.250 | 0.010 | 0.200 | 0 | - |" in text


def test_costs_are_drawn_where_there_are_two_sizes() -> None:
    sizes: list[dict[str, Any]] = [
        {"issues": 1_000, "import_s": 0.5, "detect_s": 2.0, "match_s": None},
        {"issues": 10_000, "import_s": 4.0, "detect_s": 30.0, "match_s": 1.0},
    ]
    root = ElementTree.fromstring(draw(sizes))
    told = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "import: 4 s" in told
    assert "detect: 30 s" in told
    assert not any(text.startswith("match") for text in told)
