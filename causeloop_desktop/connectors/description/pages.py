"""What a page of a list becomes: rows with their records, and the bookmark after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from causeloop_desktop.connectors.asking.messages import Ask, Row
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.contract.ingest import IngestEvent


class Bookmark(BaseModel):
    """How far a stream has been read at one place.

    Attributes:
        watermark: Everything that changed up to here has been taken.
        newest: The newest change seen in the walk that is not finished.
        since: Where that walk's present question begins.
        until: Where the walk ends, where that was said.
        ask: The next request of that walk; ``None`` where no walk is under way.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    watermark: datetime | None = None
    newest: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A row, what tells it apart, within what its id is unique, and its record."""

    row: Row
    key: str
    origin: str
    record: IngestEvent


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not become a record, and why."""

    row: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held, where to go on, and the place as its account tells it."""

    taken: tuple[Taken, ...]
    skipped: tuple[Skipped, ...]
    bookmark: Bookmark
    place: Place

    @property
    def is_last(self) -> bool:
        """Whether nothing follows it."""
        return self.bookmark.ask is None
