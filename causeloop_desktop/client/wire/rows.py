"""Whole lists as a stream: rows or bytes, never a page and never all in memory."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Instant

if TYPE_CHECKING:
    from causeloop_desktop.client.wire.transport import Transport

M = TypeVar("M", bound=BaseModel)


class RowFormat(StrEnum):
    """The formats in which a list streams, by their media types."""

    CSV = "text/csv"
    NDJSON = "application/x-ndjson"


class RowStream(Group):
    """A list that can be read whole; groups with a list inherit it."""

    async def stream_rows(
        self,
        filter_: BaseModel | None = None,
        *,
        fields: Sequence[str] = (),
        sort: str | None = None,
        as_of: Instant | None = None,
    ) -> AsyncGenerator[dict[str, object], None]:
        """Yield every row that the filter matches; only ``fields`` where some are named."""
        params = to_params(filter_, fields=fields, sort=sort, as_of=as_of)
        async with aclosing(self._transport.lines(self.path, RowFormat.NDJSON, params)) as lines:
            async for line in lines:
                if line:
                    yield json.loads(line)

    def stream_bytes(
        self,
        format_: RowFormat,
        filter_: BaseModel | None = None,
        *,
        fields: Sequence[str] = (),
        sort: str | None = None,
        as_of: Instant | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """Yield the whole list as the bytes of a file, for saving or piping."""
        params = to_params(filter_, fields=fields, sort=sort, as_of=as_of)
        return self._transport.chunks(self.path, format_, params)


async def stream_models(
    transport: "Transport", path: str, kind: type[M]
) -> AsyncGenerator[M, None]:
    """Yield every row that stands at ``path``, one after the other."""
    async with aclosing(transport.lines(path, RowFormat.NDJSON, {})) as lines:
        async for line in lines:
            if line:
                yield kind.model_validate_json(line)
