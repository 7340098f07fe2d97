"""Which hosts are contacted: counted where requests go out, for whoever keeps the list."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """A host that was contacted; its name alone, for paths and parameters may hold secrets.

    Attributes:
        host: Its name.
        count: How many requests went there.
        first: Seconds since 1970 of the first one.
        last: Seconds since 1970 of the last one.
    """

    host: str
    count: int
    first: float
    last: float


class Contacts:
    """Counts requests by host.

    Args:
        now: Seconds since 1970.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._contacts: dict[str, Contact] = {}

    def note(self, host: str) -> None:
        """Count a request that is about to go out, whatever becomes of it."""
        now = self._now()
        known = self._contacts.get(host, Contact(host, 0, now, now))
        self._contacts[host] = Contact(host, known.count + 1, known.first, now)

    @property
    def count(self) -> int:
        """How many requests were counted and not yet taken."""
        return sum(contact.count for contact in self._contacts.values())

    def taken(self) -> tuple[Contact, ...]:
        """Give what was counted since this was last asked, by host."""
        found = tuple(self._contacts[host] for host in sorted(self._contacts))
        self._contacts = {}
        return found
