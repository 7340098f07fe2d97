"""The sample pages of a connector, as a provider that answers them in their order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from causeloop_desktop.connectors import catalog
from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.addresses import address_of
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.walking.walk import Walk

BEGIN = datetime(2026, 2, 28, tzinfo=UTC)
END = datetime(2026, 3, 5, tzinfo=UTC)


@dataclass
class Sample:
    """A stream and the pages that we wrote for it.

    Attributes:
        pages: Status, headers and body of each.
        asked: The page that each question got, by the question.
    """

    connector: Connector
    stream: Stream
    pages: list[dict[str, Any]]
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it is read."""
        return place_of(self.connector, "acme/shop" if self.stream.scoped else "")

    @property
    def span(self) -> Span:
        """When: one slice holds all of it."""
        until = END if self.stream.longest_span else None
        begin = END - self.stream.longest_span if self.stream.longest_span else BEGIN
        return Span(max(begin, BEGIN), until)

    def answer(self, ask: Ask) -> Answer:
        """Answer a question with its page; a new question gets the next one."""
        number = self.asked.setdefault(ask.model_dump_json(), len(self.asked))
        page = self.pages[min(number, len(self.pages) - 1)]
        return Answer(page["status"], page["headers"], page["body"])

    def walk(self, bookmark: Bookmark | None = None) -> Walk:
        """Begin a walk, or go on with one."""
        return Walk(self.stream, self.place, self.span, bookmark or Bookmark())

    def read(self, bookmark: Bookmark | None = None) -> list[Page]:
        """Walk to the end."""
        walk, pages = self.walk(bookmark), []
        while walk.ask is not None:
            pages.append(walk.take(self.answer(walk.ask)))
        return pages


def samples() -> Iterator[Sample]:
    """Give the sample of every stream of every connector that is read by HTTP."""
    for connector in connectors().values():
        if connector.reader is None:
            for stream in connector.streams:
                file = folder_of(connector) / "samples" / f"{stream.name}.json"
                yield Sample(connector, stream, json.loads(file.read_text(encoding="utf-8")))


def name_of(sample: Sample) -> str:
    """Name a sample in the list of tests."""
    return f"{sample.connector.type}-{sample.stream.name}"


def folder_of(connector: Connector) -> Path:
    """Give the folder of a connector of the catalog."""
    return Path(catalog.__path__[0]) / connector.type


def place_of(connector: Connector, scope: str = "") -> Place:
    """Give a place with every setting that the address needs."""
    names = ("site", "instance", "subdomain")
    settings: dict[str, object] = dict.fromkeys(names, "acme")
    if connector.scopes is not None:
        settings[connector.scopes.setting] = [scope] if scope else []
    return Place(settings, scope, address_of(connector, settings))
