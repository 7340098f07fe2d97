"""Uploads on disk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from causeloop_desktop.engine.services.errors import RuleBrokenError
from causeloop_desktop.engine.services.foundation.spool import BUFFER_BYTES, Spool, Upload

pytestmark = pytest.mark.anyio


async def chunks(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


async def test_an_upload_arrives_whole_whatever_its_pieces(tmp_path: Path) -> None:
    large = b"x" * (BUFFER_BYTES + 1)

    spooled = await Spool(tmp_path / "spool").receive(Upload(chunks(b"a", large, b"", b"b")), 1)

    assert spooled.size == len(large) + 2
    assert spooled.path.read_bytes() == b"a" + large + b"b"


async def test_what_breaks_off_is_deleted(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"a"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await Spool(tmp_path).receive(Upload(broken()), 1)

    assert names(tmp_path) == []


async def test_a_file_that_cannot_fit_is_refused_before_it_comes(tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match="not enough room"):
        await Spool(tmp_path).receive(Upload(chunks(b"a"), 2**62), 1)


async def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    async def full() -> AsyncIterator[bytes]:
        yield b"a"
        raise OSError(28, "No space left on device")

    with pytest.raises(RuleBrokenError, match="not enough room"):
        await Spool(tmp_path).receive(Upload(full()), 1)

    assert names(tmp_path) == []


async def test_the_sweep_spares_what_is_wanted_and_what_is_new(tmp_path: Path) -> None:
    for name in ("wanted", "orphan"):
        (tmp_path / name).write_bytes(b"")
    spool = Spool(tmp_path)

    await spool.sweep({"wanted"}, before_us=0)
    assert names(tmp_path) == ["orphan", "wanted"]

    await spool.sweep({"wanted"}, before_us=2**60)
    assert names(tmp_path) == ["wanted"]
