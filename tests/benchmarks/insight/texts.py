"""Issues as the yardsticks read them: a name and a text each, in the order of time."""

import gzip
import json
import re
from pathlib import Path
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9]{2,}")


class Text(NamedTuple):
    """One issue."""

    external_id: str
    title: str
    body: str


def read_texts(file: Path) -> list[Text]:
    """Read a file of issues."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [Text(row["external_id"], row["title"], row.get("body") or "") for row in rows]


def read_groups(file: Path) -> dict[str, str]:
    """Read which issues are known to be the same; those that are like no other are left out."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {row["external_id"]: row["group"] for row in rows if row["group"]}


def words(text: Text) -> list[str]:
    """Give the lower-case words of an issue, those of its title twice."""
    return _WORD.findall(f"{text.title} {text.title} {text.body}".lower())
