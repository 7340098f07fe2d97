"""All connectors: the folders of the catalog, and those that other packages bring."""

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import MappingProxyType

from causeloop_desktop.connectors import catalog
from causeloop_desktop.connectors.description.connector import Connector

ENTRY_POINTS = "causeloop.connectors"
"""Where another package names the ``Connector`` values that it brings."""


@cache
def connectors() -> MappingProxyType[str, Connector]:
    """Give every connector by its type, in the order of their titles.

    One of the catalog is never replaced by another package's.
    """
    brought = (point.load() for point in entry_points(group=ENTRY_POINTS))
    found = {one.type: one for one in (*brought, *_own()) if isinstance(one, Connector)}
    ordered = sorted(found.values(), key=lambda one: one.title.casefold())
    return MappingProxyType({one.type: one for one in ordered})


def _own() -> list[Connector]:
    names = [found.name for found in iter_modules(catalog.__path__) if found.ispkg]
    return [import_module(f"{catalog.__name__}.{name}").CONNECTOR for name in names]
