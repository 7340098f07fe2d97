"""The revisions of the schema, oldest first; Alembic is imported only to apply one."""

from collections.abc import Callable
from importlib import import_module

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
    return {name: import_module(f"{__name__}.revision_{name}").upgrade for name in REVISIONS}
