"""Authorisations that a person has begun at a provider, each good for one answer."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import authorisations


@dataclass(frozen=True, slots=True)
class AuthorisationRow:
    """What is needed to take the provider's answer; ``verifier`` is sealed."""

    workspace_key: int
    connector_key: int
    verifier: str
    redirect_uri: str
    expires_us: int


def begin(connection: Connection, now_us: int, row: AuthorisationRow) -> str:
    """Note an authorisation that begins, forget those that ended, and give its state."""
    connection.execute(delete(authorisations).where(authorisations.c.expires_us <= now_us))
    state = new_id("oast", now_us)
    connection.execute(
        insert(authorisations).values(
            id=state,
            workspace_key=row.workspace_key,
            connector_key=row.connector_key,
            verifier=row.verifier,
            redirect_uri=row.redirect_uri,
            expires_us=row.expires_us,
        )
    )
    return state


def take(connection: Connection, now_us: int, state: str) -> AuthorisationRow | None:
    """Use a state up; ``None`` for one that is unknown, used or too old."""
    taken = connection.execute(
        update(authorisations)
        .where(
            authorisations.c.id == state,
            authorisations.c.used_us.is_(None),
            authorisations.c.expires_us > now_us,
        )
        .values(used_us=now_us)
    )
    if not taken.rowcount:
        return None
    row = connection.execute(select(authorisations).where(authorisations.c.id == state)).one()
    return AuthorisationRow(
        row.workspace_key, row.connector_key, row.verifier, row.redirect_uri, row.expires_us
    )
