"""Columns kept on disk from one run of the engine to the next.

Reading a million issues takes seconds, most of them for texts that no column holds. What an
orderly stop keeps is as good as reading anew where no commit came after it, which the number of
the last one tells. A file is used once: whatever ends the engine in another way leaves none.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Connection

from causeloop_desktop.engine.domain.archives import appearing, held_as
from causeloop_desktop.engine.store.columns.loading import Commit, FreshColumns, current
from causeloop_desktop.engine.store.columns.table import IssueColumns, Vocabulary
from causeloop_desktop.engine.store.migrations import REVISIONS

LAYOUT = f"2 over {REVISIONS[-1]}"
"""Its number is raised when columns mean something else; files of another layout are not read."""

_FACTS = "facts"


def keep(fresh: FreshColumns, file: Path) -> None:
    """Write columns with the commit that they are of.

    Raises:
        OSError: If they cannot be written; no half of them is left under this name.
    """
    columns = fresh.columns
    facts = {
        "layout": LAYOUT,
        "commit": [*fresh.commit],
        "places": sorted(columns.places),
        "words": {name: words.names[1:] for name, words in columns.words.items()},
    }
    arrays: dict[str, Any] = {**columns.arrays(), _FACTS: np.frombuffer(orjson.dumps(facts), "u1")}
    file.parent.mkdir(parents=True, exist_ok=True)
    with appearing(file) as draft, draft.open("wb") as out:
        np.savez(out, **arrays)


def take(file: Path, workspace_key: int, connection: Connection) -> FreshColumns:
    """Give what was kept and forget it; empty columns where it is damaged, or of another commit.

    Args:
        file: Where ``keep`` wrote.
        workspace_key: Whose columns these are.
        connection: The snapshot that is asked for its last commit.
    """
    try:
        fresh = _read(file, workspace_key)
        known = fresh.commit == current(connection, workspace_key)
        return fresh if known else FreshColumns(workspace_key)
    except ValueError:
        return FreshColumns(workspace_key)
    finally:
        with suppress(OSError):
            file.unlink()


def _read(file: Path, workspace_key: int) -> FreshColumns:
    with (
        held_as("columns"),
        file.open("rb") as source,
        np.load(source, allow_pickle=False) as kept,
    ):
        facts = orjson.loads(kept[_FACTS].tobytes())
        if facts["layout"] != LAYOUT:
            raise ValueError(facts["layout"])
        columns = IssueColumns(
            {name: kept[name] for name in kept.files if name != _FACTS},
            {name: Vocabulary(names) for name, names in facts["words"].items()},
            {(source, origin) for source, origin in facts["places"]},
        )
        return FreshColumns(workspace_key, columns, Commit(*facts["commit"]))
