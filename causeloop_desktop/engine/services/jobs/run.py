"""One run of one job: its worker's messages become rows, progress and an ending."""

import logging
import time
from collections.abc import Awaitable
from typing import Any, Protocol, runtime_checkable

from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.services.errors import ServiceError, StoreError, of_file
from causeloop_desktop.engine.services.jobs.workers import Worker, WorkerError, Workers
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore, Progress

REPORT_SECONDS = 0.2
"""Progress is written and told at most this often."""

UNFORESEEN = "The engine met an unexpected fault; its log has the details."

logger = logging.getLogger(__name__)


class JobHandler(Protocol):
    """What one kind of job needs of the engine around its worker.

    A job may be started again after a kill, so every write of a handler must be safe to repeat
    or go by the job's checkpoint.
    """

    @property
    def kind(self) -> JobKind:
        """The kind of job this handles; ``engine/worker/main.py`` names its worker."""

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Give the parameters that the worker gets, the checkpoint among them."""

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Take a message of type ``rows``; the worker's next line waits until this returns."""

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Finish the work with the worker's result and say how the job ended."""

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Tidy up after a cancelled or failed run; add what was reached to ``ending``."""


@runtime_checkable
class Interruptible(Protocol):
    """A handler whose own part of a run may take long."""

    def interrupt(self, job: JobRow) -> None:
        """Hear that a job was cancelled, and come to an end soon; ``on_stopped`` follows."""


class Listener(Protocol):
    """Who hears how a run goes."""

    def __call__(self, job: JobRow, rate: float | None) -> None:
        """Take the job as it now stands, and its items a second."""


class JobRun:
    """A job while it runs in this engine.

    Args:
        job: The leased job.
        handler: The other half of its worker.
        database: Where progress is written.
        workers: Starts the worker.
        tell: Who hears of progress.
    """

    def __init__(
        self,
        job: JobRow,
        handler: JobHandler,
        database: Database,
        workers: Workers,
        tell: Listener,
    ) -> None:
        self.job = job
        self.rate: float | None = None
        self._handler = handler
        self._database = database
        self._workers = workers
        self._tell = tell
        self._worker: Worker | None = None
        self._cancelled = False
        self._began = time.monotonic()
        self._reported = 0.0
        self._first_done: int | None = None
        self._late: Progress | None = None

    async def run(self) -> Ending:
        """Run the job to its end, whatever that is; the worker is gone when this returns."""
        ending = await self._guarded(self._work())
        if ending.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            return await self._guarded(self._handler.on_stopped(self.job, ending))
        return ending

    async def cancel(self) -> None:
        """Ask the worker to end; what was committed stays."""
        self._cancelled = True
        if isinstance(self._handler, Interruptible):
            self._handler.interrupt(self.job)
        if self._worker is not None:
            await self._worker.stop()

    async def _guarded(self, work: Awaitable[Ending]) -> Ending:
        try:
            return await work
        except (WorkerError, ServiceError, StoreError) as failure:
            return self._stopped(str(failure))
        except OSError as fault:
            logger.exception("job failed at a file", extra={"job_id": self.job.id})
            return self._stopped(str(of_file(fault) or UNFORESEEN))
        except Exception:
            logger.exception("job failed", extra={"job_id": self.job.id})
            return self._stopped(UNFORESEEN)

    async def _work(self) -> Ending:
        spec = await self._handler.spec(self.job)
        if self._is_cancelled():
            return self._stopped("")
        worker = await self._workers.start(self._envelope(spec))
        self._worker = worker
        try:
            if self._is_cancelled():
                return self._stopped("")
            return await self._follow(worker)
        finally:
            await worker.stop()

    async def _follow(self, worker: Worker) -> Ending:
        async for message in worker.messages():
            match message["type"]:
                case "rows":
                    await self._handler.on_rows(self.job, message)
                case "progress":
                    await self._report(_progress(message))
                case "done":
                    await self._flush()
                    return await self._handler.on_done(self.job, message["result"])
                case "error":
                    return self._stopped(str(message["message"]))
                case unknown:
                    raise WorkerError(f"The worker said {unknown!r}, which means nothing here.")
        return self._stopped(
            f"The worker stopped unexpectedly (exit code {await worker.ended()}). Start it again; "
            "if that does not help, logs/worker.log in the data directory has the details."
        )

    async def _report(self, progress: Progress) -> None:
        self._late = progress
        self._measure(progress.done)
        if time.monotonic() - self._reported >= REPORT_SECONDS:
            await self._flush()

    async def _flush(self) -> None:
        if (progress := self._late) is None:
            return
        self._late, self._reported = None, time.monotonic()
        row = await self._database.write(lambda write: _report(write, self.job, progress))
        self._tell(row, self.rate)

    def _measure(self, done: int) -> None:
        if self._first_done is None:
            self._first_done, self._began = done, time.monotonic()
        seconds = time.monotonic() - self._began
        if seconds > REPORT_SECONDS:
            self.rate = (done - self._first_done) / seconds

    def _is_cancelled(self) -> bool:
        """Whether somebody asked for the end; asked anew after each step."""
        return self._cancelled

    def _stopped(self, reason: str) -> Ending:
        if self._cancelled:
            return Ending(JobStatus.CANCELLED, "Cancelled. What was done until then stays.")
        return Ending(JobStatus.FAILED, "Failed.", error=reason)

    def _envelope(self, spec: dict[str, object]) -> dict[str, object]:
        return {
            "kind": self.job.kind,
            "database": self._database.url,
            "workspace_key": self.job.workspace_key,
            "params": spec,
        }


def _report(write: WriteTransaction, job: JobRow, progress: Progress) -> JobRow:
    store = JobStore(write.connection, job.workspace_key)
    store.report(job.key, progress)
    return store.by_key(job.key)


def _progress(message: dict[str, Any]) -> Progress:
    return Progress(
        fraction=float(message["progress"]),
        message=str(message.get("message", "")),
        done=int(message.get("done") or 0),
        total=message.get("total"),
    )
