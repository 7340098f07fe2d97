import pytest

from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio


async def _make(engine: RunningEngine, count: int) -> None:
    for number in range(count):
        answer = await engine.client.post("/v1/issues", json={"title": f"Issue {number}"})
        assert answer.status_code == 201


async def test_operations_are_listed_newest_first_with_who_and_what(
    engine: RunningEngine,
) -> None:
    await _make(engine, 3)
    page = (await engine.client.get("/v1/operations", params={"limit": 2})).json()
    assert [row["summary"] for row in page["data"]] == ["Made “Issue 2”", "Made “Issue 1”"]
    assert {row["actor"] for row in page["data"]} == {"you"}
    params = {"limit": 2, "cursor": page["page"]["next_cursor"]}
    rest = (await engine.client.get("/v1/operations", params=params)).json()
    assert [row["summary"] for row in rest["data"]] == ["Made “Issue 0”"]
    assert rest["page"] == {**rest["page"], "next_cursor": None, "total": 3}


async def test_an_unknown_operation_is_not_found(engine: RunningEngine) -> None:
    answer = await engine.client.post("/v1/operations/op_0/undo")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_what_cannot_be_undone_says_what_to_do(engine: RunningEngine) -> None:
    await _make(engine, 1)
    [row] = (await engine.client.get("/v1/operations")).json()["data"]
    answer = await engine.client.post(f"/v1/operations/{row['id']}/undo")
    assert answer.status_code == 409
    assert "Set it to" in answer.json()["error"]["message"]
