"""Cassettes: a sync recorded without its secrets, and what came out when it was played again."""

from pydantic import Field

from causeloop_desktop.contract.base import Instant, JobId, Model, Request


class RecordRequest(Request):
    """Sync and record it; with ``from`` the past is read again, before ``to`` where it is said."""

    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None


class PlayStarted(Model):
    """The job that plays a cassette; the workspace stays as it is."""

    job_id: JobId


class PlayedRow(Model):
    """A row of a played sync: the record that it becomes, or why it becomes none.

    ``is_new`` tells the first time that a row came; later ones are the same issue again.
    """

    stream: str
    scope: str = ""
    key: str = ""
    is_new: bool = True
    record: dict[str, object] | None = None
    reason: str = ""


class PlayResult(Model):
    """What came out, beside what the sync said when it was recorded.

    ``unasked`` are recorded answers that nobody asked for this time; with ``is_cut`` the recording
    ended before the sync.
    """

    source: str
    requests: int = 0
    rows: int = 0
    skipped: int = 0
    failures: tuple[str, ...] = ()
    recorded_rows: int = 0
    recorded_skipped: int = 0
    recorded_failures: tuple[str, ...] = ()
    unasked: int = 0
    is_cut: bool = False
