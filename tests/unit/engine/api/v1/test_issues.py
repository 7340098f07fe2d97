import json
from typing import Any

import pytest

from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio

Json = dict[str, Any]


def _record(number: int, **values: Any) -> Json:
    return {
        "external_id": f"J-{number}",
        "source": "jira",
        "title": f"Timeout number {number}",
        "severity": f"p{1 + number % 4}",
        "team": f"team {number % 3}",
        "source_created_at": f"2025-05-{1 + number:02}T00:00:00Z",
        **values,
    }


async def _fill(engine: RunningEngine, count: int = 20) -> list[str]:
    records = [_record(number) for number in range(count)]
    answer = await engine.client.post("/v1/ingest/batch", json={"records": records})
    ids: list[str] = answer.json()["issue_ids"]
    return ids


async def _list(engine: RunningEngine, **params: Any) -> Json:
    answer = await engine.client.get("/v1/issues", params=params)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


async def _send(engine: RunningEngine, method: str, path: str, body: object) -> Json:
    answer = await engine.client.request(method, path, json=body)
    assert answer.is_success, answer.text
    told: Json = answer.json()
    return told


async def test_pages_follow_each_other_newest_first(engine: RunningEngine) -> None:
    ids = await _fill(engine)
    first = await _list(engine, limit=15)
    assert [row["id"] for row in first["data"]] == ids[:4:-1]
    assert first["page"]["total"] == 20
    assert first["page"]["has_more"]
    rest = await _list(engine, limit=15, cursor=first["page"]["next_cursor"])
    assert [row["id"] for row in rest["data"]] == ids[4::-1]
    assert (rest["page"]["next_cursor"], rest["page"]["position"]) == (None, 15)


async def test_a_changed_cursor_is_refused(engine: RunningEngine) -> None:
    await _fill(engine)
    cursor = (await _list(engine, limit=5))["page"]["next_cursor"]
    for params in (
        {"cursor": cursor[:-2] + "AA"},
        {"cursor": cursor, "sort": "risk_score"},
        {"cursor": cursor, "team": "team 1"},
    ):
        answer = await engine.client.get("/v1/issues", params=params)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == "malformed cursor token"


async def test_filters_take_alternatives_and_both_spellings(engine: RunningEngine) -> None:
    await _fill(engine)
    assert (await _list(engine, severity="p1,high"))["page"]["total"] == 10
    assert (await _list(engine, team="team 0", severity="critical"))["page"]["total"] == 2
    assert (await _list(engine, q="timeout 7"))["page"]["total"] == 1
    assert (await _list(engine, date_from="2025-05-11T00:00:00Z"))["page"]["total"] == 10
    assert (await _list(engine, as_of="2025-05-10T00:00:00Z"))["page"]["total"] == 10


@pytest.mark.parametrize(
    "params",
    [
        {"sort": "colour"},
        {"limit": 0},
        {"limit": 101},
        {"severity": "mauve"},
        {"position": -1},
        {"q": "x" * 201},
        {"date_from": "soon"},
        {"as_of": "0001-01-01T00:00:00+14:00"},
    ],
)
async def test_what_no_list_knows_is_malformed(engine: RunningEngine, params: Json) -> None:
    answer = await engine.client.get("/v1/issues", params=params)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "validation_error")


@pytest.mark.parametrize(
    "change",
    [
        {"title": " \u0000"},
        {"source_created_at": "0001-01-01T00:00:00Z"},
        {"team": "x" * 201},
        {"metadata": {"deep": json.loads("[" * 300 + "]" * 300)}},
    ],
)
async def test_an_issue_made_by_hand_obeys_the_rules_of_all_others(
    engine: RunningEngine, change: Json
) -> None:
    answer = await engine.client.post("/v1/issues", json={"title": "Disk full", **change})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "validation_error")


@pytest.mark.parametrize("path", ["issues", "patterns", "predictions", "dashboard", "novelty"])
@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31"])
async def test_every_moment_can_be_looked_back_to(
    engine: RunningEngine, path: str, as_of: str
) -> None:
    await _fill(engine, 3)
    answer = await engine.client.get(f"/v1/{path}", params={"as_of": as_of})
    assert answer.status_code == 200, answer.text


async def test_a_whole_list_streams_as_rows(engine: RunningEngine) -> None:
    await _fill(engine)
    accept = {"Accept": "application/x-ndjson"}
    params = {"fields": "external_id,team", "team": "team 1"}
    answer = await engine.client.get("/v1/issues", headers=accept, params=params)
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert len(rows) == 7
    assert rows[0] == {"external_id": "J-19", "team": "team 1"}


async def test_facets_follow_the_filter(engine: RunningEngine) -> None:
    await _fill(engine)
    params = {"team": "team 0"}
    facets = (await engine.client.get("/v1/issues/facets", params=params)).json()
    assert (facets["total"], facets["team"]) == (7, {"team 0": 7})
    assert facets["newest_at"] == "2025-05-19T00:00:00Z"


async def test_a_foreign_id_is_not_found(engine: RunningEngine) -> None:
    [id_] = await _fill(engine, 1)
    made = await _send(engine, "POST", "/v1/workspaces", {"name": "Other"})
    headers = {"X-Causeloop-Workspace": made["id"]}
    for path in (f"/v1/issues/{id_}", "/v1/issues/iss_0"):
        answer = await engine.client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_a_blank_clears_as_null_does(engine: RunningEngine) -> None:
    [id_] = await _fill(engine, 1)
    path = f"/v1/issues/{id_}"
    told = await _send(engine, "PATCH", path, {"team": " core\n", "assignee": "ada"})
    assert (told["team"], told["assignee"]) == ("core", "ada")
    told = await _send(engine, "PATCH", path, {"team": " ", "assignee": "\u0000"})
    assert (told["team"], told["assignee"]) == (None, None)


async def test_a_patch_is_seen_at_once_and_undone(engine: RunningEngine) -> None:
    [id_] = await _fill(engine, 1)
    path = f"/v1/issues/{id_}"
    patch = {"team": "mine", "status": "resolved", "severity": "low", "assignee": "ada"}
    told = await _send(engine, "PATCH", path, patch)
    assert (told["team"], told["stage"]) == ("mine", "resolved")
    assert (told["priority"], told["changes"]["counts"]["issues"]) == ("p4", 1)
    assert (await _list(engine, team="mine", status="resolved"))["page"]["total"] == 1
    await _send(engine, "POST", f"/v1/operations/{told['operation_id']}/undo", {})
    issue = (await engine.client.get(path)).json()
    assert (issue["team"], issue["stage"], issue["priority"]) == ("team 0", "new", "p1")
    assert issue["assignee"] is None
    assert (await _list(engine, team="mine"))["page"]["total"] == 0


async def test_a_team_that_was_undone_is_the_sources_again(engine: RunningEngine) -> None:
    [id_] = await _fill(engine, 1)
    told = await _send(engine, "PATCH", f"/v1/issues/{id_}", {"team": "mine"})
    await _send(engine, "POST", f"/v1/operations/{told['operation_id']}/undo", {})
    records = [_record(0, team="theirs")]
    await _send(engine, "POST", "/v1/ingest/batch", {"records": records})
    assert (await _list(engine, team="theirs"))["page"]["total"] == 1


async def test_a_patch_that_changes_nothing_is_no_operation(engine: RunningEngine) -> None:
    [id_] = await _fill(engine, 1)
    told = await _send(engine, "PATCH", f"/v1/issues/{id_}", {"severity": "p1"})
    assert told["operation_id"] is None
    operations = (await engine.client.get("/v1/operations")).json()
    assert operations["data"] == []


@pytest.mark.parametrize(
    "patch", [{}, {"severity": None}, {"status": "asleep"}, {"colour": "red"}, {"stage": None}]
)
async def test_a_patch_that_makes_no_sense_is_malformed(engine: RunningEngine, patch: Json) -> None:
    [id_] = await _fill(engine, 1)
    answer = await engine.client.patch(f"/v1/issues/{id_}", json=patch)
    assert answer.status_code == 400


async def test_an_undo_says_what_is_newer(engine: RunningEngine) -> None:
    [id_] = await _fill(engine, 1)
    first = await _send(engine, "PATCH", f"/v1/issues/{id_}", {"team": "one"})
    second = await _send(engine, "PATCH", f"/v1/issues/{id_}", {"team": "two"})
    path = "/v1/operations/{}/undo"
    refused = await engine.client.post(path.format(first["operation_id"]))
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "conflict")
    assert "changed again since" in refused.json()["error"]["message"]
    await _send(engine, "POST", path.format(second["operation_id"]), {})
    undone = await _send(engine, "POST", path.format(first["operation_id"]), {})
    twice = await engine.client.post(path.format(first["operation_id"]))
    assert twice.json()["error"]["message"] == "This has been undone already."
    again = await engine.client.post(path.format(undone["operation"]["id"]))
    assert again.status_code == 409


async def test_many_are_changed_by_a_previewed_filter(engine: RunningEngine) -> None:
    await _fill(engine)
    bulk: Json = {"op": "severity", "value": "critical", "filter": {"team": ["team 0"]}}
    preview = await _send(engine, "POST", "/v1/issues/bulk", {**bulk, "preview": True})
    assert (preview["matched"], preview["changed"]) == (7, 0)
    unseen = await engine.client.post("/v1/issues/bulk", json=bulk)
    assert unseen.status_code == 400
    stale = await engine.client.post("/v1/issues/bulk", json={**bulk, "expected_count": 6})
    assert (stale.status_code, stale.json()["error"]["details"]) == (409, {"matched": 7})
    done = await _send(engine, "POST", "/v1/issues/bulk", {**bulk, "expected_count": 7})
    assert (done["matched"], done["changed"]) == (7, 5)
    assert (await _list(engine, team="team 0", severity="p1"))["page"]["total"] == 7
    await _send(engine, "POST", f"/v1/operations/{done['operation_id']}/undo", {})
    assert (await _list(engine, team="team 0", severity="p1"))["page"]["total"] == 2


@pytest.mark.parametrize(
    ("op", "value", "param"),
    [
        ("stage", "analyzing", {"stage": "analyzing"}),
        ("status", "closed", {"stage": "wont_fix"}),
        ("assign", "ada", {"assignee": "ada"}),
        ("team", "core", {"team": "core"}),
    ],
)
async def test_each_bulk_change_does_what_it_says(
    engine: RunningEngine, op: str, value: str, param: Json
) -> None:
    ids = await _fill(engine, 5)
    done = await _send(
        engine, "POST", "/v1/issues/bulk", {"op": op, "value": value, "ids": ids[:3]}
    )
    assert done["changed"] == 3
    assert (await _list(engine, **param))["page"]["total"] == 3


@pytest.mark.parametrize(
    "bulk",
    [
        {"op": "team", "value": "x"},
        {"op": "team", "value": "x", "ids": [], "filter": {}},
        {"op": "stage", "value": "asleep", "ids": []},
        {"op": "dance", "ids": []},
    ],
)
async def test_a_bulk_change_that_makes_no_sense_is_malformed(
    engine: RunningEngine, bulk: Json
) -> None:
    assert (await engine.client.post("/v1/issues/bulk", json=bulk)).status_code == 400


async def test_an_unknown_id_stops_a_bulk_change(engine: RunningEngine) -> None:
    ids = await _fill(engine, 2)
    bulk = {"op": "team", "value": "x", "ids": [*ids, "iss_0"]}
    assert (await engine.client.post("/v1/issues/bulk", json=bulk)).status_code == 404
    assert (await _list(engine, team="x"))["page"]["total"] == 0


async def test_an_issue_is_made_once(engine: RunningEngine) -> None:
    body = {"title": "By hand", "severity": "high", "external_id": "H-1", "metadata": {"a": 1}}
    answer = await engine.client.post("/v1/issues", json=body)
    assert answer.status_code == 201
    issue = answer.json()
    assert (issue["severity"], issue["source"], issue["metadata"]) == (
        "high",
        "custom_api",
        {"a": 1},
    )
    again = await engine.client.post("/v1/issues", json=body)
    assert (again.status_code, again.json()["error"]["details"]) == (409, {"id": issue["id"]})
    undo = await engine.client.post(f"/v1/operations/{answer.json()['operation_id']}/undo")
    assert undo.status_code == 409
    assert (await engine.client.post("/v1/issues", json={"title": ""})).status_code == 400


async def test_an_issue_says_why_it_is_here_and_what_is_like_it(engine: RunningEngine) -> None:
    ids = await _fill(engine, 3)
    why = (await engine.client.get(f"/v1/issues/{ids[0]}/why")).json()
    assert why["issue_id"] == ids[0]
    similar = (await engine.client.get(f"/v1/issues/{ids[0]}/similar")).json()
    assert {row["id"] for row in similar["data"]} <= set(ids[1:])


async def test_linking_to_no_pattern_is_not_found(engine: RunningEngine) -> None:
    [id_] = await _fill(engine, 1)
    path = f"/v1/issues/{id_}/link-pattern"
    answer = await engine.client.post(path, json={"pattern_id": "pat_0"})
    assert answer.status_code == 404
