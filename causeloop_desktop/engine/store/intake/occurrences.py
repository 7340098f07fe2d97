"""What happened to issues after their creation: fired again, reopened."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from causeloop_desktop.engine.store.schema import occurrences


class Cause(StrEnum):
    """Why an issue occurred once more."""

    REOPENED = "reopened"
    FIRED_AGAIN = "fired_again"


class Happening(NamedTuple):
    """One more occurrence of an issue."""

    issue_key: int
    time_us: int
    severity: int
    cause: Cause


def add_occurrences(
    connection: Connection, workspace_key: int, happenings: Sequence[Happening]
) -> None:
    """Write occurrences that are known to be new."""
    if happenings:
        rows = [{"workspace_key": workspace_key, **one._asdict()} for one in happenings]
        connection.execute(insert(occurrences), rows)


def known_times(
    connection: Connection, workspace_key: int, keys: Collection[int]
) -> set[tuple[int, int]]:
    """Give (issue key, time) of every occurrence of some issues after their creation."""
    if not keys:
        return set()
    mine = (occurrences.c.workspace_key == workspace_key) & occurrences.c.issue_key.in_(keys)
    rows = connection.execute(select(occurrences.c.issue_key, occurrences.c.time_us).where(mine))
    return {(row.issue_key, row.time_us) for row in rows}
