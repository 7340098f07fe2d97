"""Jobs that read an uploaded file and leave rows in another: what is the same of every kind."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.services.foundation.spool import Spool
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore

R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True)
class FileTask(Generic[R]):
    """What sets one kind of such jobs apart.

    Attributes:
        kind: Which jobs these are.
        told: The parameter of a job that its worker needs beside the file.
        result: What the worker's result is.
        said: Says a result in a sentence.
    """

    kind: JobKind
    told: str
    result: type[R]
    said: Callable[[R], str]


class FileHandler(Generic[R]):
    """Runs such jobs; one that was killed begins anew.

    Args:
        database: Where the job's checkpoint is.
        spool: Where the uploads are.
        files: Where the rows go.
        task: Which kind of job.
    """

    def __init__(
        self, database: Database, spool: Spool, files: RowFiles, task: FileTask[R]
    ) -> None:
        self.kind = task.kind
        self._database = database
        self._spool = spool
        self._files = files
        self._task = task

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Tell the worker which file to read and where the rows go, or what came of it."""
        return {
            "path": str(self._spool.path(job.params["file"])),
            self._task.told: job.params[self._task.told],
            "file": str(self._files.path(job.workspace_key, job.id)),
            "result": job.checkpoint or None,
        }

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Take nothing: the rows go to the file."""

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Let go of the upload and say what came of it."""
        # A kill between here and the end of the job must not look for a file that is gone.
        await self._database.write(partial(_keep, job, result))
        await self._spool.discard(self._spool.path(job.params["file"]))
        await asyncio.to_thread(self._files.keep_latest, job.workspace_key)
        found = self._task.result.model_validate(result)
        said = self._task.said(found)
        return Ending(JobStatus.SUCCEEDED, said, result=found.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Delete the upload and what was written so far."""
        await self._spool.discard(self._spool.path(job.params["file"]))
        await asyncio.to_thread(self._files.discard, job.workspace_key, job.id)
        return ending


def _keep(job: JobRow, result: dict[str, Any], write: WriteTransaction) -> None:
    JobStore(write.connection, job.workspace_key).checkpoint(job.key, result)
