"""The sources that can be connected, and the connections that there are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.client.wire.pages import whole_list
from causeloop_desktop.contract.connectors import CatalogEntry, Connector, ConnectorStatus
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.vault import VaultState
    from causeloop_desktop.desktop.presenters.session import Session

CATEGORIES = (
    "Issue trackers",
    "Incidents and alerts",
    "Support and mail",
    "Chat",
    "Data and custom",
)
"""The order of the headings; others follow."""

NEEDY = frozenset({ConnectorStatus.ERROR, ConnectorStatus.OAUTH_EXPIRED, ConnectorStatus.PENDING})


@dataclass(frozen=True)
class SourceCard:
    """A source, or one connection to it."""

    entry: CatalogEntry
    connection: Connector | None = None

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return self.connection.id if self.connection else self.entry.type

    @property
    def name(self) -> str:
        """How it is called: by the connection's own name where there is one."""
        return self.connection.display_name if self.connection else self.entry.title

    def has(self, words: str) -> bool:
        """Whether all of the words are somewhere on it."""
        entry = self.entry
        text = f"{entry.title} {entry.category} {entry.summary} {entry.type} {self.name}".lower()
        return all(word in text for word in words.lower().split())


@dataclass(frozen=True)
class ConnectorsState:
    """What the catalog shows.

    Attributes:
        query: What is searched for.
        chosen: The key of the card that the panel tells of.
        vault: How the lock of credentials stands, where connections need it.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    entries: tuple[CatalogEntry, ...] = ()
    connections: tuple[Connector, ...] = ()
    query: str = ""
    chosen: str = ""
    vault: VaultState | None = None

    @property
    def cards(self) -> tuple[SourceCard, ...]:
        """The cards that match, in the order of their groups."""
        return tuple(card for _, cards in self.groups for card in cards)

    @property
    def groups(self) -> tuple[tuple[str, tuple[SourceCard, ...]], ...]:
        """The cards that match, by category; empty categories are left out."""
        cards = [card for card in self._all() if card.has(self.query)]
        known = [*CATEGORIES, *sorted({card.entry.category for card in cards} - {*CATEGORIES})]
        groups = ((name, tuple(c for c in cards if c.entry.category == name)) for name in known)
        return tuple((name, found) for name, found in groups if found)

    @property
    def card(self) -> SourceCard | None:
        """The one that the panel tells of: the chosen one, else the first."""
        cards = self.cards
        chosen = (card for card in cards if card.key == self.chosen)
        return next(chosen, cards[0] if cards else None)

    @property
    def connected(self) -> int:
        """How many connections work."""
        return sum(one.status is ConnectorStatus.CONNECTED for one in self.connections)

    @property
    def needy(self) -> int:
        """How many connections need a person."""
        return sum(one.status in NEEDY for one in self.connections)

    def entry_of(self, connection: Connector) -> CatalogEntry:
        """Give the source of a connection, a bare one where the server no longer has it."""
        bare = CatalogEntry(
            type=connection.type,
            title=connection.title,
            category=CATEGORIES[-1],
            summary="",
            oauth=False,
            key=False,
        )
        return next((one for one in self.entries if one.type == connection.type), bare)

    def _all(self) -> list[SourceCard]:
        taken = {one.type for one in self.connections}
        made = [SourceCard(self.entry_of(one), one) for one in self.connections]
        free = [SourceCard(entry) for entry in self.entries if entry.type not in taken]
        return sorted(made + free, key=lambda card: card.entry.title.lower())


class ConnectorsPresenter(Presenter[ConnectorsState]):
    """Reads the catalog and the connections."""

    def __init__(self, session: Session) -> None:
        super().__init__(ConnectorsState())
        self._session = session

    async def load(self) -> None:
        """Read both anew."""
        try:
            entries, connections = await asyncio.gather(
                self._session.client.connectors.catalog(),
                whole_list(self._session.client.connectors.list),
            )
            vault = await self._vault(connections)
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        self._change(
            phase=Phase.READY,
            problem=None,
            entries=entries.data,
            connections=connections,
            vault=vault,
        )

    def search(self, words: str) -> None:
        """Show only what has these words."""
        self._change(query=words.strip())

    def choose(self, key: str) -> None:
        """Tell of another card."""
        self._change(chosen=key)

    async def _vault(self, connections: tuple[Connector, ...]) -> VaultState | None:
        """Look at the lock, but only where something is locked: looking would make a key."""
        locked = any(one.has_credentials for one in connections)
        if not locked or not self._session.can("GET", "/v1/vault"):
            return None
        return await self._session.client.vault.state()


async def first_connection(session: Session) -> Connector | None:
    """Give the oldest connection, which says why there is nothing yet; ``None`` where is none."""
    if not session.can("GET", "/v1/connectors"):
        return None
    page = await session.client.connectors.list()
    needy = (one for one in page.data if one.status in NEEDY)
    return next(needy, next(iter(page.data), None))
