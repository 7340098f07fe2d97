"""Where all issues of a workspace are at once, as numbers."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Column, func, select

from causeloop_desktop.engine.store.schema import memberships, patterns
from causeloop_desktop.engine.store.tenant import TenantStore

Keys: TypeAlias = npt.NDArray[np.int64]


class PlacementStore(TenantStore):
    """The memberships and patterns of one workspace, through one connection."""

    def places(self, run: int) -> tuple[Keys, Keys]:
        """Give every issue that a run looked at, in any order, and the pattern of each."""
        columns = memberships.c.issue_key, memberships.c.pattern_key
        issues, places = self._listed(*columns, where=memberships.c.run_key == run)
        return issues, places

    def patterns(self) -> Keys:
        """Give every pattern there is, of whatever run, in any order."""
        (keys,) = self._listed(patterns.c.key)
        return keys

    def _listed(self, *columns: Column[int], where: Any = True) -> list[Keys]:
        """Read whole columns; as text they come without an object for each row."""
        listed = select(*map(func.group_concat, columns))
        found = self._connection.execute(listed.where(self._of(columns[0].table, where))).one()
        return [np.fromstring(text or "", np.int64, sep=",") for text in found]
