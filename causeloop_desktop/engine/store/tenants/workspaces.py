"""Organizations and workspaces as rows; the one store that looks across tenants."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from causeloop_desktop.contract.base import WorkspaceId
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.contract.workspaces import Workspace
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import issues, organizations, workspaces


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """A workspace with the integer key that its tables go by."""

    key: int
    id: WorkspaceId
    slug: str
    name: str
    timezone: str
    is_sample: bool
    created_us: int

    @property
    def model(self) -> Workspace:
        """The workspace as the API shows it."""
        return Workspace(
            id=self.id,
            slug=self.slug,
            name=self.name,
            timezone=self.timezone,
            is_sample=self.is_sample,
            created_at=from_micros(self.created_us),
        )


class WorkspaceStore:
    """All workspaces of a database, through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, id_or_slug: str) -> WorkspaceRow | None:
        """Give the workspace with this id or slug."""
        wanted = or_(workspaces.c.id == id_or_slug, workspaces.c.slug == id_or_slug)
        row = self._connection.execute(select(workspaces).where(wanted)).one_or_none()
        return None if row is None else _to_workspace(row)

    def by_key(self, key: int) -> WorkspaceRow:
        """Give a workspace that is known to exist."""
        found = self._connection.execute(select(workspaces).where(workspaces.c.key == key))
        return _to_workspace(found.one())

    def page(self, after: int, limit: int) -> list[WorkspaceRow]:
        """Give workspaces, oldest first, after the one of a key."""
        statement = (
            select(workspaces)
            .where(workspaces.c.key > after)
            .order_by(workspaces.c.key)
            .limit(limit)
        )
        return [_to_workspace(row) for row in self._connection.execute(statement)]

    def count(self) -> int:
        """Count the workspaces."""
        counted = select(func.count()).select_from(workspaces)
        return self._connection.execute(counted).scalar_one()

    def add_organization(self, now_us: int, name: str, slug: str) -> int:
        """Add an organization and give its key."""
        values = {"id": new_id("org", now_us), "name": name, "slug": slug, "created_us": now_us}
        statement = insert(organizations).values(**values).returning(organizations.c.key)
        key: int = self._connection.execute(statement).scalar_one()
        return key

    def first_organization(self) -> int | None:
        """Give the key of the oldest organization, if there is one."""
        key: int | None = self._connection.scalar(select(func.min(organizations.c.key)))
        return key

    def add(self, organization_key: int, new: WorkspaceRow) -> WorkspaceRow:
        """Add a workspace; the key of ``new`` is ignored, the row's own is in the answer."""
        statement = (
            insert(workspaces)
            .values(
                id=new.id,
                organization_key=organization_key,
                slug=new.slug,
                name=new.name,
                timezone=new.timezone,
                is_sample=int(new.is_sample),
                created_us=new.created_us,
            )
            .returning(workspaces)
        )
        return _to_workspace(self._connection.execute(statement).one())

    def mark_sample(self, key: int) -> None:
        """Mark a workspace as the sample: nothing is imported into it from now on."""
        self._connection.execute(
            update(workspaces).where(workspaces.c.key == key).values(is_sample=1)
        )

    def settings(self, key: int, name: str) -> dict[str, Any]:
        """Give what a workspace chose under one heading; nothing where it chose nothing."""
        found: dict[str, Any] = self._settings(key).get(name, {})
        return found

    def set_settings(self, key: int, name: str, chosen: Mapping[str, object]) -> None:
        """Write what a workspace chose under one heading; the others stay."""
        settings = json.dumps({**self._settings(key), name: dict(chosen)})
        self._connection.execute(
            update(workspaces).where(workspaces.c.key == key).values(settings=settings)
        )

    def _settings(self, key: int) -> dict[str, Any]:
        wanted = select(workspaces.c.settings).where(workspaces.c.key == key)
        found: dict[str, Any] = json.loads(self._connection.execute(wanted).scalar_one())
        return found

    def sequence(self, key: int) -> int:
        """Give the number of the workspace's last commit that changed something."""
        number = select(workspaces.c.sequence).where(workspaces.c.key == key)
        sequence: int = self._connection.execute(number).scalar_one()
        return sequence

    def count_issues(self, workspace_key: int | None = None) -> int:
        """Count the issues of a workspace, or of all, which is rough: by the highest key."""
        if workspace_key is not None:
            counted = select(func.count()).where(issues.c.workspace_key == workspace_key)
            return int(self._connection.scalar(counted) or 0)
        newest: int | None = self._connection.scalar(select(func.max(issues.c.key)))
        return newest or 0


def _to_workspace(row: Row[Any]) -> WorkspaceRow:
    return WorkspaceRow(
        key=row.key,
        id=WorkspaceId(row.id),
        slug=row.slug,
        name=row.name,
        timezone=row.timezone,
        is_sample=bool(row.is_sample),
        created_us=row.created_us,
    )


def workspace_keys(read: Connection) -> tuple[int, ...]:
    """Give the key of every workspace, oldest first."""
    return tuple(read.scalars(select(workspaces.c.key).order_by(workspaces.c.key)))
