"""The file: a head, then what was asked and answered line by line, then how it ended.

JSON lines, so that a recording that was cut by a kill can be read up to there.
"""

from collections.abc import Iterator, Mapping
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

FORMAT = 1

MOST_BYTES = 32 * 1024 * 1024
"""A cassette is no longer than this; the sync goes on, the recording does not."""

LONGEST_LINE = 8 * 1024 * 1024


class UnreadableCassetteError(Exception):
    """The file is no cassette; the message says what it is instead."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Head(_Line):
    """What the sync began with.

    Attributes:
        source: The type of the connector.
        now: The time by which its spans were made.
        bookmarks: How far each stream had been read.
    """

    line: Literal["head"] = "head"
    format: int = FORMAT
    source: str
    version: str = ""
    base_url: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)
    now: str
    since: str | None = None
    until: str | None = None
    backfill_days: int = 90
    bookmarks: list[dict[str, Any]] = Field(default_factory=list)


class Asked(_Line):
    """A request, without credentials."""

    method: str
    url: str
    params: dict[str, Any] = Field(default_factory=dict)
    body: Any = None

    @property
    def key(self) -> str:
        """What tells two requests apart."""
        return self.model_dump_json()


class Exchanged(_Line):
    """A request and what came of it.

    Attributes:
        failure: Where there was no answer: the sentence that said so.
    """

    line: Literal["exchange"] = "exchange"
    asked: Asked
    status: int = 0
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    failure: str = ""
    is_retried: bool = True


class Shelf(_Line):
    """A page of a source that does not speak HTTP: the rows as they came."""

    line: Literal["page"] = "page"
    stream: str
    scope: str
    rows: list[dict[str, Any]]


class Tail(_Line):
    """How the sync ended.

    Attributes:
        is_cut: Whether the recording ended before the sync, as it had grown too long.
    """

    line: Literal["tail"] = "tail"
    rows: int = 0
    skipped: int = 0
    failures: list[dict[str, str]] = Field(default_factory=list)
    is_cut: bool = False


Line = Head | Exchanged | Shelf | Tail
_LINES: TypeAdapter[Line] = TypeAdapter(Line)


def read_lines(file: IO[bytes]) -> Iterator[Line]:
    """Give the lines of a cassette; one that a kill cut short is the last.

    Raises:
        UnreadableCassetteError: This is no cassette.
    """
    for number, raw in enumerate(_split(file)):
        try:
            line = _LINES.validate_json(raw)
        except ValidationError as error:
            if number and not raw.endswith(b"\n"):
                return
            raise UnreadableCassetteError(_NO_CASSETTE) from error
        if number == 0 and not isinstance(line, Head):
            raise UnreadableCassetteError(_NO_CASSETTE)
        yield line


def write_line(line: Line) -> bytes:
    """Write a line of a cassette."""
    return line.model_dump_json(exclude_defaults=False).encode() + b"\n"


def to_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Give settings as a cassette holds them: without those of the person's own OAuth app."""
    return {name: value for name, value in settings.items() if name not in _NOT_NEEDED}


_NOT_NEEDED = frozenset({"client_id", "redirect_uri"})

_NO_CASSETTE = "This is no cassette. Take a file that `causeloop connectors record` made."


def _split(file: IO[bytes]) -> Iterator[bytes]:
    while raw := file.readline(LONGEST_LINE):
        yield raw
