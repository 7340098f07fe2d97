"""What the window remembers between two starts, in one readable file of the data directory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "window.json"

T = TypeVar("T", str, int, bool, dict[str, object])


class Preferences:
    """Named values; an unreadable file counts as an empty one, since nothing in it is precious."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / FILE_NAME
        self._values = _read(self._file)

    def get(self, name: str, default: T) -> T:
        """Return a value, or ``default`` where there is none of that type."""
        value = self._values.get(name)
        return value if isinstance(value, type(default)) else default

    def set(self, name: str, value: str | int | bool | dict[str, object]) -> None:
        """Remember a value; it is on disk when this returns."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".tmp")
        fresh.write_text(json.dumps(self._values, indent=2, sort_keys=True), "utf-8")
        fresh.replace(self._file)


def _read(file: Path) -> dict[str, object]:
    try:
        values = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
