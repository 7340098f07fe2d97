"""``GET /v1/issues`` over a million issues: first page, next page, any position, search."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx

from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.issues import IssueSort
from tests.benchmarks.cache import resting_copy
from tests.benchmarks.generator import FREQUENT, RARE, USUAL
from tests.benchmarks.report import Options, Result, at_most, median

Params = dict[str, Any]

MOST_MS = 30.0
MOST_SEARCH_MS = 150.0

FILTERS: tuple[Params, ...] = (
    {},
    {"status": "open"},
    {"status": "closed"},
    {"stage": "resolved"},
    {"severity": "p1"},
    {"severity": "medium,low"},
    {"source": "jira"},
    {"team": "team 3"},
    {"service": "service-7"},
    {"assignee": "nobody"},
    {"linked": "true"},
    {"linked": "false"},
    {"risk_min": 60},
    {"risk_max": 30},
    {"date_from": "2026-01-01T00:00:00Z"},
    {"date_to": "2025-01-01T00:00:00Z"},
    {"as_of": "2025-07-01T00:00:00Z"},
)
SORTS: tuple[Params, ...] = tuple(
    {"sort": f"{sign}{sort}"} for sort in IssueSort for sign in ("", "-")
)
SEARCHES: tuple[Params, ...] = tuple({"q": term} for term in (FREQUENT, USUAL, RARE))


def run(options: Options) -> Result:
    """Ask for pages as a window does, one request at a time, over a child engine at rest."""
    count = options.size(full=1_000_000, quick=2_000)
    rounds = options.size(full=9, quick=2)
    with resting_copy(options, count) as folder:
        return asyncio.run(_measure(folder, rounds))


async def _measure(folder: Path, rounds: int) -> Result:
    engine = await ChildEngine.start(folder)
    try:
        token = engine.backend().credential.get_secret_value()
        async with httpx.AsyncClient(
            base_url=engine.ready.base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=120,
            trust_env=False,
        ) as client:
            return await _ask(client, rounds)
    finally:
        await engine.stop()


async def _ask(client: httpx.AsyncClient, rounds: int) -> Result:
    loading, page = await _timed(client, {})
    info, _ = await _timed(client, {}, "/v1/engine")
    lists = {
        _name(params): await _pages(client, params, rounds, MOST_MS)
        for params in (*FILTERS, *SORTS)
    }
    searches = {
        _name(params): await _pages(client, params, rounds, MOST_SEARCH_MS) for params in SEARCHES
    }
    facets = [(await _timed(client, {}, "/v1/issues/facets"))[0] for _ in range(rounds)]
    return {
        "issues": page["page"]["total"],
        "first_list_after_start_ms": round(loading),
        "plain_request_ms": round(info, 1),
        "facets_ms": at_most(median(facets), MOST_MS),
        "lists": lists,
        "searches": searches,
        "slowest_median_ms": max(
            one["value"] for found in lists.values() for one in found.values() if "value" in one
        ),
    }


async def _pages(
    client: httpx.AsyncClient, params: Params, rounds: int, most_ms: float
) -> dict[str, Any]:
    first, page = await _timed(client, params)
    firsts, nexts, positions = [first], [], []
    total = page["page"]["total"]
    for number in range(rounds):
        waited, page = await _timed(client, params)
        firsts.append(waited)
        if cursor := page["page"]["next_cursor"]:
            nexts.append((await _timed(client, {**params, "cursor": cursor}))[0])
        position = total * (number + 1) // (rounds + 1)
        positions.append((await _timed(client, {**params, "position": position}))[0])
    return {
        "total": {"rows": total},
        "very_first": at_most(first, most_ms),
        "first": at_most(median(firsts), most_ms),
        **({"next": at_most(median(nexts), most_ms)} if nexts else {}),
        "position": at_most(median(positions), most_ms),
    }


async def _timed(
    client: httpx.AsyncClient, params: Params, path: str = "/v1/issues"
) -> tuple[float, Any]:
    began = time.perf_counter()
    response = await client.get(path, params=params)
    waited = (time.perf_counter() - began) * 1000
    response.raise_for_status()
    return waited, response.json()


def _name(params: Params) -> str:
    return " ".join(f"{name}={value}" for name, value in params.items()) or "everything"
