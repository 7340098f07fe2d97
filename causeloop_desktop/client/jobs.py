"""Jobs over the API."""

import asyncio
from collections.abc import Callable

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import JobId, Page
from causeloop_desktop.contract.jobs import FINISHED, Job

POLL_SECONDS = 0.2


class JobsClient(Group):
    """``/v1/jobs``."""

    path = "/v1/jobs"

    async def list(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Job]:
        """Read a page of jobs, newest first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Job], params)

    async def get(self, id_: JobId) -> Job:
        """Read how far a job has come."""
        return await self._transport.get(f"{self.path}/{id_}", Job)

    async def cancel(self, id_: JobId) -> Job:
        """Ask a job to end; what it has committed stays."""
        return await self._transport.send("POST", f"{self.path}/{id_}/cancel", Job)

    async def wait(self, id_: JobId, on_progress: Callable[[Job], None] | None = None) -> Job:
        """Return the job once it has finished, telling ``on_progress`` about each look at it."""
        while True:
            job = await self.get(id_)
            if on_progress:
                on_progress(job)
            if job.status in FINISHED:
                return job
            await asyncio.sleep(POLL_SECONDS)
