"""The keys of a data directory."""

import os
import stat
from pathlib import Path

import pytest

from causeloop_desktop.engine.keys import load_keys
from causeloop_desktop.engine.store.errors import UnusableDirectoryError


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first = load_keys(tmp_path)
    assert load_keys(tmp_path) == first
    assert len(bytes.fromhex(first.jwt)) == 32
    assert first.jwt != first.cursor


def test_directories_have_keys_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert load_keys(tmp_path) != load_keys(tmp_path / "other")


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    load_keys(tmp_path)
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("damaged", ['{"jwt": 1', '{"jwt": "ab", "cursor": "cd"}', "[]", "\x00"])
def test_damaged_ones_are_made_anew(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "keys.json").write_text(damaged, encoding="utf-8")
    fresh = load_keys(tmp_path)
    assert load_keys(tmp_path) == fresh


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys.json").mkdir()
    with pytest.raises(UnusableDirectoryError, match=r"keys\.json: .*mend what stands in the way"):
        load_keys(tmp_path)


def test_they_do_not_show_themselves(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    assert keys.jwt not in repr(keys)
