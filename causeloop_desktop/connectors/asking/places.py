"""Where a source is asked, and for which changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Settings: TypeAlias = Mapping[str, Any]
"""What the person filled in, by name."""


@dataclass(frozen=True, slots=True)
class Span:
    """The changes that are wanted: from ``since`` on, before ``until`` where it is said."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream is read.

    Attributes:
        settings: What the person filled in.
        scope: The project, repository, service or channel; empty for a stream without.
        base_url: The provider's address in front of every path.
    """

    settings: Settings = field(default_factory=dict)
    scope: str = ""
    base_url: str = ""


def host_of(url: str) -> str:
    """Give the host of an address; it tells two sites of one provider apart."""
    return urlsplit(url).hostname or url


def zone_of(settings: Settings) -> ZoneInfo:
    """Give the zone in which a source writes moments, from its setting ``time_zone``; else UTC."""
    try:
        return ZoneInfo(str(settings.get("time_zone") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
