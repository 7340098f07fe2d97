from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.preferences import FILE_NAME, Preferences

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    first = Preferences(tmp_path / "new")
    first.set("screen", "issues")
    first.set("columns", {"title": 200})
    second = Preferences(tmp_path / "new")
    assert second.get("screen", "dashboard") == "issues"
    assert second.get("columns", {}) == {"title": 200}


def test_a_value_of_another_type_counts_as_none(tmp_path: Path) -> None:
    Preferences(tmp_path).set("menu_bar", "yes")
    assert Preferences(tmp_path).get("menu_bar", False) is False


def test_a_broken_file_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{broken")
    assert Preferences(tmp_path).get("screen", "dashboard") == "dashboard"
    (tmp_path / FILE_NAME).write_text("[1, 2]")
    assert Preferences(tmp_path).get("screen", "dashboard") == "dashboard"
