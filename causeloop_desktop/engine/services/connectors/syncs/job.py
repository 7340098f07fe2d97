"""The engine's half of a sync: what the worker is told, and what becomes of what it finds."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

from causeloop_desktop.contract.connectors import SyncAdvice, SyncDetails
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.times import from_micros, to_text
from causeloop_desktop.engine.services.connectors.access.tokens import Tokens
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.connectors.syncs.endings import (
    details_of,
    end,
    ending_of,
    finish,
    is_refused,
)
from causeloop_desktop.engine.services.connectors.syncs.going import Going, begin, withdraw
from causeloop_desktop.engine.services.connectors.syncs.pages import parts_of, wait, write_part
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow


class SyncHandler:
    """Runs syncs as jobs.

    Args:
        database: Where everything is.
        tokens: Opens what the source is asked with.
        tapes: Where recordings go, by the ids of their runs.
    """

    kind = JobKind.SYNC

    def __init__(self, database: Database, tokens: Tokens, tapes: RowFiles) -> None:
        self._database = database
        self._tokens = tokens
        self._tapes = tapes
        self._going: dict[int, Going] = {}

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Tell the worker where to read, with what, and from where on."""
        connector, run, marks = await self._database.write(partial(begin, job))
        going = Going.of(job, connector, run)
        self._going[job.key] = going  # if there are no credentials, the run still has to end
        secrets = await self._tokens.open(connector)
        going = self._going[job.key] = replace(going, secrets=secrets)
        _, place = place_of(connector)
        return {
            "type": connector.type,
            "connector_id": connector.id,
            "settings": dict(connector.settings),
            "base_url": place.base_url,
            "secrets": secrets,
            "per_minute": connector.requests_per_minute,
            "backfill_days": connector.backfill_days,
            "bookmarks": list(going.marks.values()) if going.is_backfill else marks,
            "from": None if run.from_us is None else to_text(from_micros(run.from_us)),
            "to": None if run.to_us is None else to_text(from_micros(run.to_us)),
            "finished": going.finished,
            "now": going.now,
            "read": dict(going.read),
            "cassette": self._cassette(job, going),
        }

    def _cassette(self, job: JobRow, going: Going) -> dict[str, object] | None:
        """Say where a run is recorded, if it was asked to be, and where that goes on."""
        record = job.params.get("record")
        path = str(self._tapes.path(job.workspace_key, going.run.model.id))
        return None if record is None else {**record, "path": path, "at": going.taped}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write a page with its bookmark, or for what is being waited."""
        going = self._going[job.key]
        if "waiting" in message:
            await self._database.write(partial(wait, going, message))
            return
        for part in parts_of(message):
            going = await self._database.write(partial(write_part, job, going, part))
            self._going[job.key] = going

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Say how it went, on the run and on the connection."""
        going = self._going.pop(job.key)
        await asyncio.to_thread(self._tapes.keep_latest, job.workspace_key)
        failures = result["failures"]
        ending = ending_of(going.counts, failures)
        details = details_of(failures, going.secrets)
        await self._database.write(
            partial(end, going, details, result, expired=is_refused(failures, going.secrets))
        )
        return ending

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Close the run of a job that was cancelled or failed, perhaps before it began."""
        going = self._going.pop(job.key, None)
        if going is None:
            await self._database.write(partial(withdraw, job))
            return ending
        cancelled = ending.status is JobStatus.CANCELLED
        details = None
        if not cancelled:
            advice = SyncAdvice.OUR_FAULT if going.secrets else SyncAdvice.ASK_OPERATOR
            details = SyncDetails(message=ending.error or ending.message, advice=advice)
        await self._database.write(partial(finish, going, details, cancelled=cancelled))
        return ending
