"""Failures that come again, each with one issue that reads nearly like it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.support.recurring import tell

if TYPE_CHECKING:
    import httpx

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.client.client import CauseloopClient

_SUBJECTS = (
    "payment gateway,search index,login cookie,invoice printer,shipping label,coupon engine,"
    "warehouse scanner,newsletter mailer,price importer,basket widget,refund ledger,photo resizer,"
    "address parser,courier webhook,loyalty counter,tax calculator,stock mirror,review moderator,"
    "chat relay,map renderer,video encoder,audit archive,feature toggle,session broker"
)
_VERBS = (
    "rejects,forgets,duplicates,truncates,misplaces,delays,corrupts,overwrites,swallows,shuffles,"
    "exhausts,blocks,leaks,ignores,reverts,saturates,throttles,mangles,orphans,inflates,starves,"
    "desynchronises,poisons,evicts"
)
_OBJECTS = (
    "orders,documents,credentials,totals,parcels,vouchers,pallets,campaigns,catalogs,drafts,"
    "credits,thumbnails,postcodes,receipts,points,brackets,quantities,comments,messages,tiles,"
    "frames,entries,flags,handles"
)
_PLACES = (
    "settlement,reindexing,rotation,closing,manifest,checkout,inventory,broadcast,negotiation,"
    "hydration,reconciliation,thumbnailing,geocoding,dispatch,accrual,filing,replication,triage,"
    "handover,zooming,transcoding,retention,rollout,failover"
)


@dataclass(frozen=True)
class Doubtful:
    """One failure with a few plain repetitions, and one issue that says it in other words."""

    number: int

    @property
    def near(self) -> str:
        """The title of the issue in doubt."""
        subject, verb, things, _ = _words(self.number)
        return f"Again the {subject} {verb} many {things} of ours"

    def records(self, now: datetime) -> list[dict[str, Any]]:
        """Give one record for each time, the doubtful one last."""
        subject, verb, things, place = _words(self.number)
        usual = [f"{subject} {verb} {things} during {place} {100 + n}" for n in range(3)]
        return [
            {
                "external_id": f"DB-{self.number}-{at}",
                "source": "jira",
                "title": title.capitalize(),
                "severity": f"p{1 + self.number % 4}",
                "source_created_at": (now - timedelta(hours=at, days=self.number)).isoformat(),
            }
            for at, title in enumerate([*usual, self.near])
        ]


DOUBTS = tuple(map(Doubtful, range(24)))


async def make_doubts(
    backend: Backend, client: CauseloopClient, now: datetime, wire: httpx.AsyncBaseTransport | None
) -> None:
    """Tell of the failures, let them be detected, and return once nothing is at work."""
    await tell(backend, now, DOUBTS, wire)
    started = await client.detections.start()
    await client.jobs.wait(started.job_id)
    for job in (await client.jobs.list()).data:
        await client.jobs.wait(job.id)


def _words(number: int) -> tuple[str, str, str, str]:
    lists = (_SUBJECTS, _VERBS, _OBJECTS, _PLACES)
    subject, verb, things, place = (words.split(",")[number] for words in lists)
    return subject, verb, things, place
