"""Stores of a tenant's rows."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from causeloop_desktop.engine import store
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.schema import issues
from causeloop_desktop.engine.store.tenant import TenantStore


def stores() -> Iterator[type]:
    for module in walk_packages(store.__path__, f"{store.__name__}."):
        found = import_module(module.name)
        yield from (
            one
            for name, one in inspect.getmembers(found, inspect.isclass)
            if name.endswith("Store") and one.__module__ == module.name
        )


def test_whoever_is_told_a_workspace_keeps_to_it() -> None:
    told = [one for one in stores() if "workspace_key" in inspect.signature(one).parameters]
    assert len(told) > 20
    assert [one.__name__ for one in told if not issubclass(one, TenantStore)] == []


def test_its_rows_are_those_of_the_workspace(database: Database, workspace: int) -> None:
    condition = database.read_now(
        lambda read: str(TenantStore(read, workspace)._of(issues, issues.c.stage == 0))
    )
    assert condition == "issues.workspace_key = :workspace_key_1 AND issues.stage = :stage_1"
