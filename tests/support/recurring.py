"""Failures that come again, told to an engine the way that sources tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import httpx

from causeloop_desktop.contract.detections import (
    DetectionMode,
    DetectionRequest,
    DetectionSettingsPatch,
)
from causeloop_desktop.contract.issues import IssueFilter
from causeloop_desktop.contract.jobs import JobStatus
from tests.support.waiting import until_answered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.client.client import CauseloopClient


class Told(Protocol):
    """Something that sources tell of."""

    def records(self, now: datetime) -> list[dict[str, Any]]:
        """Give one record for each time."""


@dataclass(frozen=True)
class Recurring:
    """One failure, and how many days ago it happened."""

    title: str
    team: str
    days_ago: Sequence[float]
    severity: str = "p2"

    def records(self, now: datetime) -> list[dict[str, Any]]:
        """Give one record for each time."""
        return [
            {
                "external_id": f"{self.title[:12]}-{place}",
                "source": "jira",
                "title": f"{self.title} {1000 + place}",
                "severity": self.severity,
                "team": self.team,
                "fingerprint": self.title,
                "source_created_at": (now - timedelta(days=days)).isoformat(),
            }
            for place, days in enumerate(self.days_ago)
        ]


PAYMENT = Recurring("Payment gateway timeout on order", "payments", (1, 4, 8, 13, 20, 28), "p1")
SEARCH = Recurring("Search index lags behind import", "search", (2, 9, 17, 30))
DISK = Recurring("Report worker disk is full at node", "platform", (3, 11, 24))
PAIR = Recurring("Certificate of partner expired for host", "platform", (5, 40), "p3")
UNDER_WAY = frozenset({JobStatus.PENDING, JobStatus.RUNNING})
FAILURES = (PAYMENT, SEARCH, DISK, PAIR)


async def tell(
    backend: Backend,
    now: datetime,
    failures: Sequence[Told] = FAILURES,
    wire: httpx.AsyncBaseTransport | None = None,
) -> None:
    """Push every time that one of the failures happened."""
    headers = {"Authorization": f"Bearer {backend.credential.get_secret_value()}"}
    if backend.workspace:
        headers["X-Causeloop-Workspace"] = backend.workspace
    if not failures:
        return
    records = [record for failure in failures for record in failure.records(now)]
    async with httpx.AsyncClient(
        base_url=backend.base_url, headers=headers, transport=wire
    ) as client:
        answer = await client.post("/v1/ingest/batch", json={"records": records})
        answer.raise_for_status()


async def wait_for_patterns(client: CauseloopClient, count: int = len(FAILURES)) -> None:
    """Return once matching has made so many patterns of all issues, and has ended."""
    await until_answered(lambda: _is_matched(client, count), step=0.1)


async def propose(client: CauseloopClient) -> None:
    """Let a detection wait for consent: it would let go of two small patterns."""
    await client.detections.change_settings(DetectionSettingsPatch(minimum_size=4))
    started = await client.detections.start(DetectionRequest(mode=DetectionMode.PROPOSE))
    await client.jobs.wait(started.job_id)


async def _is_matched(client: CauseloopClient, count: int) -> bool:
    patterns = await client.patterns.list(limit=1)
    loose = await client.issues.list(IssueFilter(linked=False), limit=1)
    jobs = await client.jobs.list()
    busy = any(job.status in UNDER_WAY for job in jobs.data)
    return patterns.page.total >= count and not loose.page.total and not busy
