"""Every fake provider behind one face, so that the same stories are told of all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.addresses import address_of
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.sizes import Size
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.walking.spans import span_after
from causeloop_desktop.contract.ingest import IngestEvent
from tests.support.providers import (
    github,
    jira,
    linear,
    opsgenie,
    pagerduty,
    servicenow,
    slack,
    zendesk,
)
from tests.support.providers.server import Asked, Respond, Told
from tests.support.providers.wire import Clock, reading

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEGIN = NOW - timedelta(days=2)
SHOP = "acme/shop"


class Fake(Protocol):
    """A provider that keeps rows."""

    token: str
    failures: list[Told]
    asked: list[Asked]

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""


@dataclass
class Story:
    """A provider, a connection to it, and what has been read so far.

    Attributes:
        add: Puts a row there by its number, or changes it.
        remove: Takes a row away, where the provider lets anybody do that.
        title: The field of a row that becomes the title.
        count: Rows that make several pages.
        tells: Whether the list tells that a row is gone.
        guard: Holds what is asked and answered against the provider's description.
    """

    connector: Connector
    fake: Fake
    secrets: dict[str, str]
    settings: dict[str, Any]
    add: Callable[..., None]
    remove: Callable[[int, datetime], None] | None
    title: str
    scope: str = ""
    count: int = 10
    tells: bool = False
    bare_limit: Told = field(default_factory=lambda: Told({"message": "slow down"}, 429))
    guard: Callable[[Respond], Respond] = lambda respond: respond
    clock: Clock = field(default_factory=lambda: Clock(NOW.timestamp()))
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)
    book: dict[tuple[str, str], IngestEvent] = field(default_factory=dict)
    new: int = 0

    @property
    def place(self) -> Place:
        """Where it is read."""
        return Place(self.settings, "", address_of(self.connector, self.settings))

    @property
    def limit(self) -> Told:
        """The provider's limit, with the seconds to wait."""
        return Told(self.bare_limit.body, self.bare_limit.status, {"Retry-After": "41"})

    def fill(self) -> None:
        """Put rows there, a minute apart."""
        for number in range(1, self.count + 1):
            self.add(number, BEGIN + timedelta(minutes=number))

    async def sync(self, now: datetime = NOW, between: "Between | None" = None) -> int:
        """Read what changed, page by page; give how many issues were new.

        Args:
            now: The present.
            between: Happens after each page, by its number.
        """
        before, number = self.new, 0
        self.clock.now = max(self.clock.now, now.timestamp())
        async with reading(
            self.connector, self.place, self.secrets, self.guard(self.fake.respond), self.clock
        ) as reader:
            for stream in self.connector.streams:
                bookmark = self.bookmarks.get(stream.name, Bookmark())
                span = span_after(stream, bookmark, now)
                async for page in reader.pages(stream, self.scope, span, bookmark):
                    self._take(stream, page)
                    if between is not None:
                        between(number)
                    number += 1
        return self.new - before

    async def size(self, span: Span) -> Size:
        """Ask what reading the first stream would take, without reading it."""
        async with reading(
            self.connector, self.place, self.secrets, self.guard(self.fake.respond), self.clock
        ) as reader:
            return await reader.size(self.connector.streams[0], self.scope, span, NOW)

    @property
    def is_under_way(self) -> bool:
        """Whether a walk has stopped before its end."""
        return any(bookmark.ask is not None for bookmark in self.bookmarks.values())

    def _take(self, stream: Stream, page: Page) -> None:
        for taken in page.taken:
            who = (taken.origin, str(taken.record.external_id))
            known = self.book.get(who)
            self.new += known is None
            if known is None or not _is_older(taken.record, known):
                self.book[who] = taken.record
        # A checkpoint survives the file that it is written to, or it is none.
        kept = Bookmark.model_validate_json(page.bookmark.model_dump_json())
        self.bookmarks[stream.name] = kept
        assert not page.skipped

    @property
    def titles(self) -> set[str]:
        """What the issues are called."""
        return {str(record.title) for record in self.book.values()}


Between = Callable[[int], None]


def _is_older(one: IngestEvent, other: IngestEvent) -> bool:
    sent, seen = one.source_updated_at, other.source_updated_at
    return sent is not None and seen is not None and sent < seen


def _github() -> Story:
    fake = github.GitHub(per_page=4)

    def remove(number: int, _at: datetime) -> None:
        del fake.issues[SHOP][number]

    return Story(
        connectors()["github"],
        fake,
        {"api_key": github.TOKEN},
        {"repositories": [SHOP]},
        partial(fake.add, SHOP),
        remove,
        "title",
        scope=SHOP,
    )


def _jira() -> Story:
    fake = jira.Jira(per_page=4)

    def remove(number: int, _at: datetime) -> None:
        del fake.issues[str(10_000 + number)]

    return Story(
        connectors()["jira"],
        fake,
        {"email": jira.EMAIL, "api_key": jira.TOKEN},
        {"site": "acme", "projects": ["PAY"]},
        fake.add,
        remove,
        "summary",
    )


def _servicenow() -> Story:
    fake = servicenow.ServiceNow(per_page=4)
    return Story(
        connectors()["servicenow"],
        fake,
        {"user": servicenow.USER, "api_key": servicenow.TOKEN},
        {"instance": "acme"},
        fake.add,
        fake.remove,
        "short_description",
    )


def _linear() -> Story:
    fake = linear.Linear(per_page=4)
    return Story(
        connectors()["linear"],
        fake,
        {"api_key": linear.TOKEN},
        {},
        fake.add,
        fake.remove,
        "title",
        tells=True,
        bare_limit=linear.refused("RATELIMITED"),
    )


def _opsgenie() -> Story:
    fake = opsgenie.Opsgenie()
    return Story(
        connectors()["opsgenie"],
        fake,
        {"api_key": opsgenie.TOKEN},
        {},
        fake.add,
        fake.remove,
        "message",
        count=230,
    )


def _pagerduty() -> Story:
    fake = pagerduty.PagerDuty(NOW + timedelta(hours=2))
    return Story(
        connectors()["pagerduty"],
        fake,
        {"api_key": pagerduty.TOKEN},
        {},
        fake.add,
        None,
        "title",
        count=230,
    )


def _zendesk() -> Story:
    fake = zendesk.Zendesk(NOW + timedelta(hours=2), per_page=4)
    return Story(
        connectors()["zendesk"],
        fake,
        {"email": zendesk.EMAIL, "api_key": zendesk.TOKEN},
        {"subdomain": "acme"},
        fake.add,
        fake.remove,
        "subject",
        tells=True,
    )


def _slack() -> Story:
    fake = slack.Slack(per_page=4)
    return Story(
        connectors()["slack"],
        fake,
        {"api_key": slack.TOKEN},
        {"channels": [slack.CHANNEL]},
        fake.add,
        fake.remove,
        "text",
        scope=slack.CHANNEL,
    )


STORIES: dict[str, Callable[[], Story]] = {
    "github": _github,
    "jira": _jira,
    "servicenow": _servicenow,
    "linear": _linear,
    "opsgenie": _opsgenie,
    "pagerduty": _pagerduty,
    "zendesk": _zendesk,
    "slack": _slack,
}


DELETING = tuple(name for name, make in STORIES.items() if make().remove is not None)
"""The providers whose rows can be deleted."""
