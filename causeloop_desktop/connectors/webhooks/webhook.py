"""What a provider tells by itself: who signed it, and which rows have changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from causeloop_desktop.connectors.asking.messages import Row
from causeloop_desktop.connectors.asking.places import Settings
from causeloop_desktop.connectors.webhooks.signatures import Headers, Signature

Message: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """A row of a stream as a webhook tells it, in the shape of the stream's rows.

    A webhook often says less than the list: what it leaves out stays as it was last read.

    Attributes:
        stream: The name of the stream.
        row: The row, or the part of it that is told; one that is gone has a status that says so.
        scope: The project, repository, service, team or channel.
        learned: What the message tells of the account; it stands beside the settings of a place.
    """

    stream: str
    row: Row
    scope: str = ""
    learned: Settings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A provider's webhooks.

    Attributes:
        signature: How they are signed.
        read: The rows that a message tells of; none for what is none of ours.
        challenge: What a new address has to repeat before it is used; ``None`` for other messages.
        where: Where the person sets it up, in one sentence.
        events: What is to be ticked there, in the provider's own words.
        makes_secret: Whether the provider makes the secret, so that it has to be entered here.
    """

    signature: Signature
    read: Callable[[Headers, Message], Iterable[Heard]]
    challenge: Callable[[Message], str | None] = lambda _message: None
    where: str = ""
    events: tuple[str, ...] = ()
    makes_secret: bool = False


def from_millis(value: Any) -> datetime:
    """Read a moment in milliseconds since 1970."""
    return datetime.fromtimestamp(int(value) / 1_000, UTC)
