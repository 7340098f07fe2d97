"""How lists answer."""

import csv
import io
import json
from collections.abc import Sequence

import pytest
from pydantic import Field
from starlette.requests import Request
from starlette.responses import StreamingResponse

from causeloop_desktop.contract.base import Model, Page, PageInfo
from causeloop_desktop.engine.api.v1.lists import ListRequest
from causeloop_desktop.engine.services.errors import InvalidError

pytestmark = pytest.mark.anyio


class Row(Model):
    """A row with everything that a cell can hold."""

    id: str
    note: str | None = None
    teams: tuple[str, ...] = ()
    metadata: dict[str, object] = Field(default_factory=dict)


ROWS = (
    Row(id="1", note='says "no", twice\nand again', teams=("a", "b"), metadata={"x": [1]}),
    Row(id="2"),
    Row(id="3", note="Ünïcode"),
)


async def fetch(limit: int, cursor: str | None) -> Page[Row]:
    """Answer two rows at most, whatever is asked, as a service may."""
    start, size = int(cursor or 0), min(limit, 2)
    end = start + size
    following = str(end) if end < len(ROWS) else None
    info = PageInfo(next_cursor=following, has_more=following is not None, total=len(ROWS))
    return Page(data=ROWS[start:end], page=info)


def asking(accept: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept", accept.encode())]})


async def streamed(accept: str, fields: str | None = None) -> str:
    asked = ListRequest(request=asking(accept), limit=1, fields=fields)
    answer = await asked.answer(Row, fetch)
    assert isinstance(answer, StreamingResponse)
    return "".join([str(chunk) async for chunk in answer.body_iterator])


async def test_json_is_one_page() -> None:
    asked = ListRequest(request=asking("application/json"), limit=1, cursor="1")
    answer = await asked.answer(Row, fetch)
    assert isinstance(answer, Page)
    assert answer.data == ROWS[1:2]


async def test_csv_is_the_whole_list_with_a_head() -> None:
    table = list(csv.reader(io.StringIO(await streamed("text/csv"))))
    assert table == [
        ["id", "note", "teams", "metadata"],
        ["1", 'says "no", twice\nand again', "a; b", '{"x": [1]}'],
        ["2", "", "", "{}"],
        ["3", "Ünïcode", "", "{}"],
    ]


async def test_json_lines_are_the_whole_list() -> None:
    lines = (await streamed("application/x-ndjson")).splitlines()
    assert [json.loads(line) for line in lines] == [row.model_dump(mode="json") for row in ROWS]


@pytest.mark.parametrize(
    ("fields", "columns"),
    [("note,id", ["note", "id"]), (" id ,", ["id"]), ("", list(Row.model_fields))],
)
async def test_fields_choose_the_columns_and_their_order(
    fields: str, columns: Sequence[str]
) -> None:
    table = list(csv.reader(io.StringIO(await streamed("text/csv", fields))))
    assert table[0] == columns


async def test_an_unknown_field_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidError, match=r"'nope'.*id, note, teams, metadata"):
        await streamed("text/csv", "id,nope")
