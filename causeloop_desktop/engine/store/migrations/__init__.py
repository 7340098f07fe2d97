"""The revisions of the schema, oldest first; Alembic is imported only to apply one."""

from collections.abc import Callable

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
)
"""Every revision that this program knows."""


def upgrades() -> dict[str, Callable[[], None]]:
    """Load what each revision does; this imports Alembic, which takes a quarter of a second."""
    from causeloop_desktop.engine.store.migrations import (
        revision_0001,
        revision_0002,
        revision_0003,
        revision_0004,
        revision_0005,
        revision_0006,
        revision_0007,
        revision_0008,
        revision_0009,
        revision_0010,
        revision_0011,
        revision_0012,
    )

    revisions = (
        revision_0001,
        revision_0002,
        revision_0003,
        revision_0004,
        revision_0005,
        revision_0006,
        revision_0007,
        revision_0008,
        revision_0009,
        revision_0010,
        revision_0011,
        revision_0012,
    )
    return {revision.REVISION: revision.upgrade for revision in revisions}
