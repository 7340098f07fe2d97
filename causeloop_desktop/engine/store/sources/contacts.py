"""Hosts that were contacted for a workspace, as rows."""

from collections.abc import Sequence

from sqlalchemy import Row, func, insert, select, update

from causeloop_desktop.connectors.transport.contacts import Contact
from causeloop_desktop.contract.hosts import Host, HostPurpose, HostUse
from causeloop_desktop.contract.times import SECOND_US, from_micros
from causeloop_desktop.engine.store.schema import contacts
from causeloop_desktop.engine.store.tenant import TenantStore


class ContactStore(TenantStore):
    """The contacts of one workspace, through one connection."""

    def note(self, purpose: HostPurpose, source: str, counted: Sequence[Contact]) -> None:
        """Add requests that went out for a purpose to a source."""
        for contact in counted:
            if not self._add_to(purpose, source, contact):
                self._begin(purpose, source, contact)

    def page(self, after: str, limit: int) -> list[Host]:
        """Give hosts by name, beginning after one."""
        names = (
            select(contacts.c.host)
            .where(self._of(contacts), contacts.c.host > after)
            .distinct()
            .order_by(contacts.c.host)
            .limit(limit)
        )
        rows = self._connection.execute(
            select(contacts)
            .where(self._of(contacts), contacts.c.host.in_(names))
            .order_by(contacts.c.host, contacts.c.source, contacts.c.purpose)
        )
        uses: dict[str, list[HostUse]] = {}
        for row in rows:
            uses.setdefault(row.host, []).append(_to_use(row))
        return [_to_host(host, found) for host, found in uses.items()]

    def count(self) -> int:
        """Count the hosts."""
        counted = select(func.count(contacts.c.host.distinct())).where(self._of(contacts))
        return self._connection.execute(counted).scalar_one()

    def _add_to(self, purpose: HostPurpose, source: str, contact: Contact) -> bool:
        added = self._connection.execute(
            update(contacts)
            .where(
                self._of(contacts),
                contacts.c.host == contact.host,
                contacts.c.purpose == purpose,
                contacts.c.source == source,
            )
            .values(
                requests=contacts.c.requests + contact.count,
                last_us=round(contact.last * SECOND_US),
            )
        )
        return bool(added.rowcount)

    def _begin(self, purpose: HostPurpose, source: str, contact: Contact) -> None:
        self._connection.execute(
            insert(contacts).values(
                workspace_key=self._workspace,
                host=contact.host,
                purpose=purpose,
                source=source,
                requests=contact.count,
                first_us=round(contact.first * SECOND_US),
                last_us=round(contact.last * SECOND_US),
            )
        )


def _to_use(row: Row[tuple[object, ...]]) -> HostUse:
    return HostUse(
        purpose=row.purpose,
        source=row.source,
        requests=row.requests,
        first_at=from_micros(row.first_us),
        last_at=from_micros(row.last_us),
    )


def _to_host(host: str, uses: Sequence[HostUse]) -> Host:
    return Host(
        host=host,
        requests=sum(use.requests for use in uses),
        first_at=min(use.first_at for use in uses),
        last_at=max(use.last_at for use in uses),
        uses=tuple(uses),
    )
