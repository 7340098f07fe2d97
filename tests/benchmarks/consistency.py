"""Whether the tables of a database agree with each other, looked at without the engine."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

IN_EVERY_BODY = "everywhere"
"""A word that every record has, so that search must find as many as there are rows."""


def disagreements(database: Path, acknowledged: Collection[str]) -> list[str]:
    """Say what is wrong with a database whose engine was killed or stopped.

    Args:
        database: The file.
        acknowledged: External ids of records that an engine said it had taken.
    """
    with closing(sqlite3.connect(database)) as connection:
        checks = (_records, _search, _outbox, _jobs)
        problems = [problem for check in checks for problem in check(connection)]
        return [*problems, *_acknowledged(connection, acknowledged)]


def damages(database: Path) -> list[str]:
    """Say what is wrong inside the file and its search index; reads all of both."""
    with closing(sqlite3.connect(database)) as connection:
        told = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
        try:
            connection.execute(
                "INSERT INTO issue_search(issue_search, rank) VALUES('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as error:
            told.append(f"search index: {error}")
        return told


def _records(connection: sqlite3.Connection) -> Iterator[str]:
    twice = connection.execute(
        "SELECT external_id, count(*) FROM issues GROUP BY external_id HAVING count(*) > 1"
    )
    yield from (f"{name} is there {count} times" for name, count in twice)


def _search(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute("SELECT count(*) FROM issues").fetchone()[0]
    found = connection.execute(
        "SELECT count(*) FROM issue_search WHERE issue_search MATCH ?", (IN_EVERY_BODY,)
    ).fetchone()[0]
    if rows != found:
        yield f"{rows} issues, {found} of them are found by search"


def _outbox(connection: sqlite3.Connection) -> Iterator[str]:
    for key, sequence in connection.execute("SELECT key, sequence FROM workspaces"):
        told = connection.execute(
            "SELECT count(DISTINCT sequence), coalesce(max(sequence), 0) FROM outbox"
            " WHERE workspace_key = ?",
            (key,),
        ).fetchone()
        if told != (sequence, sequence):
            yield f"workspace {key} is at commit {sequence}, its outbox has {told}"
    known = {id_ for (id_,) in connection.execute("SELECT id FROM issues")}
    for (ids,) in connection.execute("SELECT ids FROM outbox WHERE kind = 'issues'"):
        if unknown := set(json.loads(ids)) - known:
            yield f"the outbox tells of {len(unknown)} issues that are not there"


def _jobs(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare what imports say they wrote with the rows: those of ``a.csv`` are ``a-0`` and on."""
    names = (name for (name,) in connection.execute("SELECT external_id FROM issues"))
    written = Counter(name.rpartition("-")[0] for name in names)
    imports = connection.execute(
        "SELECT id, title, status, checkpoint, result FROM jobs WHERE kind = 'import'"
    )
    for id_, title, status, checkpoint, result in imports:
        there = written[title.removeprefix("Import of ").removesuffix(".csv")]
        done = json.loads(result if status == "succeeded" else checkpoint).get("created", 0)
        if done != there:
            yield f"{id_} ({status}) says it wrote {done}, there are {there}"


def _acknowledged(connection: sqlite3.Connection, names: Collection[str]) -> Iterator[str]:
    there = {name for (name,) in connection.execute("SELECT external_id FROM issues")}
    if lost := set(names) - there:
        yield f"{len(lost)} acknowledged records are lost, such as {min(lost)}"
