"""Files appear whole or not at all, and damage of any kind has one name."""

import errno
import zipfile
from pathlib import Path

import pytest

from causeloop_desktop.engine.domain.archives import appearing, held_as


def test_a_file_appears_whole_in_the_place_of_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "kept.npz"
    file.write_bytes(b"old")
    with appearing(file) as draft:
        draft.write_bytes(b"new")
        assert file.read_bytes() == b"old"
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("kept.npz", b"new")]


def _run_out_of_room(file: Path) -> None:
    with appearing(file) as draft:
        draft.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_half_a_file_is_not_left_on_a_full_disk(tmp_path: Path) -> None:
    file = tmp_path / "kept.npz"
    file.write_bytes(b"old")
    with pytest.raises(OSError, match="No space"):
        _run_out_of_room(file)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("kept.npz", b"old")]


@pytest.mark.parametrize(
    "damage",
    [zipfile.BadZipFile(), NotImplementedError(), KeyError("a"), MemoryError(), EOFError()],
)
def test_damage_of_any_kind_has_one_name(damage: Exception) -> None:
    with pytest.raises(ValueError, match="This file holds no model"), held_as("model"):
        raise damage
