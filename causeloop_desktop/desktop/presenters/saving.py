"""Saving a streamed list as a file that appears only when it is complete."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    Chunks: TypeAlias = AsyncGenerator[bytes, None]


async def save_csv(chunks: Chunks, file: Path, on_progress: Callable[[int], None]) -> int:
    """Write CSV to ``file`` as it arrives; what was there before stays until it is complete.

    Args:
        chunks: The bytes, a line of titles first; closed in any case.
        file: Where they go.
        on_progress: Told how many rows have been written so far.

    Returns:
        How many rows there are below the titles.

    Raises:
        ClientError: The list broke off.
        OSError: The file could not be written.
    """
    part = file.with_name(f"{file.name}.part")
    lines = 0
    try:
        async with aclosing(chunks):
            with await asyncio.to_thread(part.open, "wb") as stream:
                async for chunk in chunks:
                    await asyncio.to_thread(stream.write, chunk)
                    lines += chunk.count(b"\n")
                    on_progress(max(lines - 1, 0))
        await asyncio.to_thread(part.replace, file)
    finally:
        await asyncio.to_thread(part.unlink, missing_ok=True)
    return max(lines - 1, 0)
