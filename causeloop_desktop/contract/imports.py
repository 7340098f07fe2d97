"""Imports: files turned into issues, streamed, previewed, checkpointed."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import JobId, Model, Request


class FileFormat(StrEnum):
    """The formats a file can have; each also gzipped."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


class IssueField(StrEnum):
    """The fields of an issue that a column can be mapped to; all others go to ``metadata``."""

    EXTERNAL_ID = "external_id"
    SOURCE = "source"
    TITLE = "title"
    BODY = "body"
    SEVERITY = "severity"
    TEAM = "team"
    SERVICE = "service"
    EXTERNAL_URL = "external_url"
    SOURCE_CREATED_AT = "source_created_at"
    SOURCE_UPDATED_AT = "source_updated_at"
    STATUS = "status"
    FINGERPRINT = "fingerprint"


class ImportOptions(Request):
    """How a file is read; what is left out is guessed.

    ``mapping`` is field to column. ``source`` names the source of every row that has none.
    """

    name: str = "upload"
    format: FileFormat | None = None
    encoding: str | None = None
    delimiter: str | None = None
    mapping: dict[IssueField, str] | None = None
    source: str | None = None


class ColumnGuess(Model):
    """A column of the file, the field it was mapped to, and a few of its values."""

    name: str
    field: IssueField | None = None
    samples: tuple[str, ...] = ()


class ImportPreview(Model):
    """What a file looks like before anything is written."""

    name: str
    format: FileFormat
    encoding: str
    delimiter: str | None = None
    compressed: bool = False
    columns: tuple[ColumnGuess, ...] = ()
    rows: tuple[dict[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


class RowRejection(Model):
    """A row that was refused: its line in the file (from 1) and why."""

    line: int
    reason: str
    row: str = ""


class ImportResult(Model):
    """What became of a file's rows, in counts that add up to ``rows``.

    ``rows = created + updated + unchanged + ignored_older + rejected``. The last four counts
    tell how often a missing or odd value was mended.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ignored_older: int = 0
    rejected: int = 0
    derived_ids: int = 0
    titles_filled: int = 0
    titles_cut: int = 0
    severities_defaulted: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    rejections: tuple[RowRejection, ...] = Field(default=(), max_length=100)


class ImportStarted(Model):
    """The job that reads an uploaded file."""

    job_id: JobId
