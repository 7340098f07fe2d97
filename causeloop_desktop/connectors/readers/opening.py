"""Open a connection to a source: the reader that suits it, and the way out it goes through."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from causeloop_desktop.connectors.readers.counted import CountedReader
from causeloop_desktop.connectors.readers.http import HttpReader
from causeloop_desktop.connectors.transport.exchange import Exchange
from causeloop_desktop.connectors.transport.pace import pace_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    import httpx

    from causeloop_desktop.connectors.asking.places import Place
    from causeloop_desktop.connectors.description.connector import Connector
    from causeloop_desktop.connectors.description.reader import Reader
    from causeloop_desktop.connectors.transport.carrier import Carrier
    from causeloop_desktop.connectors.transport.contacts import Contacts
    from causeloop_desktop.connectors.transport.patience import Patience


@asynccontextmanager
async def opened(
    connector: Connector,
    place: Place,
    secrets: Mapping[str, str],
    *,
    per_minute: int | None = None,
    patience: Patience | None = None,
    inner: httpx.AsyncBaseTransport | None = None,
    wrap: Callable[[Carrier, str], Carrier] | None = None,
    contacts: Contacts | None = None,
) -> AsyncIterator[Reader]:
    """Give a reader for as long as it is needed.

    Args:
        connector: The source.
        place: The settings, and the address in front of every path.
        secrets: The credentials, as they are.
        per_minute: A budget that a person lowered.
        patience: Time and chance.
        inner: What carries the bytes; the network where it is not said.
        wrap: Puts something around what carries requests to an address.
        contacts: Counts the hosts that are contacted.

    Raises:
        CredentialsRefusedError: Some are missing.
    """
    if connector.reader is not None:
        reader = connector.reader(place, secrets)
        host = connector.host(place, secrets) if connector.host else ""
        yield reader if contacts is None else CountedReader(reader, host, contacts)
        return
    from causeloop_desktop.connectors.transport.http import Transport  # HTTP is heavy to import

    async with Transport(inner, contacts) as transport:
        asked = place
        if address := secrets.get("base_url"):
            # A token is asked with at another address; the pace and the issues stay the site's.
            per_minute = pace_of(connector, place, per_minute)
            asked = replace(place, base_url=address)
        carrier = transport if wrap is None else wrap(transport, asked.base_url)
        exchange = Exchange(
            connector, asked, secrets, carrier, per_minute=per_minute, patience=patience
        )
        yield HttpReader(connector, place, exchange)
