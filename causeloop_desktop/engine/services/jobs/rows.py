"""Pages of the rows that jobs of one kind have left in their files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.work.jobs import JobStore

R = TypeVar("R")


@dataclass(frozen=True)
class RowKind(Generic[R]):
    """What sets one kind of such jobs apart.

    Attributes:
        kind: Which jobs these are.
        row: Reads a line of its file.
        total: Counts its rows by its result.
    """

    kind: JobKind
    row: Callable[[bytes], R]
    total: Callable[[Mapping[str, Any]], int]


class JobRows(Generic[R]):
    """The rows of such jobs.

    Args:
        database: Where jobs are kept.
        files: Where their rows are.
        cursors: Signs the pages.
        kind: Which jobs.
    """

    def __init__(
        self, database: Database, files: RowFiles, cursors: Cursors, kind: RowKind[R]
    ) -> None:
        self._database = database
        self._files = files
        self._cursors = cursors
        self._kind = kind

    async def page(
        self, workspace_key: int, job_id: str, limit: int, cursor: str | None
    ) -> Page[R]:
        """Give a page of a job's rows, in the order in which it wrote them.

        Raises:
            NotFoundError: The workspace has no such job of this kind.
            RuleBrokenError: It has not ended, or its rows are no longer kept.
        """
        job = await self._database.read(lambda read: JobStore(read, workspace_key).find(job_id))
        if job is None or job.kind is not self._kind.kind:
            raise NotFoundError(self._files.noun, job_id)
        lines, info = await self._files.page(job, limit, self._cursors, cursor)
        total = self._kind.total(job.model.result)
        rows = tuple(map(self._kind.row, lines))
        return Page(data=rows, page=info.model_copy(update={"total": total}))
