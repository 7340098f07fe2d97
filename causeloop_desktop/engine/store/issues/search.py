"""The search index over titles and bodies, as SQLite's FTS5 keeps it.

The index holds no text of its own: what it knew of a row must be taken out with the row's old
text before that changes. There are no triggers; each batch is written by one statement.
"""

import re
import unicodedata
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, text

SHORTEST_BEGINNING = 3
"""Letters that the last word needs to stand for every word that begins with it."""

FREQUENT = 10_000
"""A last word that stands in so many issues is taken as whole: its beginning would only be slow."""

_WORD = re.compile(r"[^\W_]+")

_ADD = text(
    "INSERT INTO issue_search(rowid, title, body) "
    "SELECT key, title, body FROM issues WHERE key >= :first"
)
_ADD_AGAIN = text(
    "INSERT INTO issue_search(rowid, title, body) "
    "SELECT key, title, body FROM issues WHERE key IN :keys"
).bindparams(bindparam("keys", expanding=True))
_FORGET = text(
    "INSERT INTO issue_search(issue_search, rowid, title, body) "
    "SELECT 'delete', key, title, body FROM issues WHERE key IN :keys"
).bindparams(bindparam("keys", expanding=True))
_COUNT = text(
    "SELECT count(*) FROM (SELECT 1 FROM issue_search WHERE issue_search MATCH :wanted LIMIT :most)"
)
_FIND = text("SELECT group_concat(rowid) FROM issue_search WHERE issue_search MATCH :wanted")
_BEST = text("SELECT rowid FROM issue_search WHERE issue_search MATCH :wanted LIMIT :most")

_NEWEST = text(
    "SELECT rowid FROM issue_search WHERE issue_search MATCH :wanted "
    "ORDER BY rowid DESC LIMIT :most"
)
_FIRST = text(
    "SELECT rowid FROM issue_search WHERE issue_search MATCH :wanted ORDER BY rowid LIMIT :most"
)


def add(connection: Connection, first: int) -> None:
    """Take up all issues from the key ``first`` on."""
    connection.execute(_ADD, {"first": first})


def forget(connection: Connection, keys: Collection[int]) -> None:
    """Take issues out, while the table still has the text that went in."""
    connection.execute(_FORGET, {"keys": list(keys)})


def add_again(connection: Connection, keys: Collection[int]) -> None:
    """Take up issues that were forgotten, with the text they have now."""
    connection.execute(_ADD_AGAIN, {"keys": list(keys)})


def find(connection: Connection, wanted: str) -> str:
    """Give the keys of all issues, in every workspace, that have all the words of ``wanted``.

    The last word also finds what begins with it, unless that is frequent as it stands. The
    keys come as text, separated by commas and ascending: half a million of them are made and
    read in 40 ms, as rows they would take four times as long.
    """
    words = words_of(wanted)
    if not words:
        return ""
    found = connection.scalar(_FIND, {"wanted": _expression(connection, words)})
    return found or ""


def find_any(connection: Connection, words: Collection[str], limit: int) -> list[int]:
    """Give keys of issues that have at least one of ``words``, in no particular order."""
    quoted = [f'"{word}"' for text in words for word in words_of(text)]
    if not quoted:
        return []
    wanted = {"wanted": " OR ".join(quoted), "most": limit}
    return list(connection.execute(_BEST, wanted).scalars())


def find_all(connection: Connection, phrase: str, limit: int) -> list[int]:
    """Give keys of the newest issues, in any workspace, that have every word of a phrase."""
    words = words_of(phrase)
    if not words:
        return []
    wanted = {"wanted": " AND ".join(f'"{word}"' for word in words), "most": limit}
    return list(connection.execute(_NEWEST, wanted).scalars())


def find_first(connection: Connection, word: str, limit: int) -> list[int]:
    """Give keys of the issues that have a word, those that arrived first, in any workspace."""
    quoted = {"wanted": f'"{word}"', "most": limit}
    return list(connection.execute(_FIRST, quoted).scalars())


def words_of(wanted: str) -> list[str]:
    """Cut a query into words as the index cuts its texts; all else in it means nothing."""
    return _WORD.findall(unicodedata.normalize("NFKC", wanted).lower())


def _expression(connection: Connection, words: list[str]) -> str:
    """Write words as a query; each is quoted, so that none can be an operator."""
    last = f'"{words[-1]}"'
    if len(words[-1]) >= SHORTEST_BEGINNING and not _is_frequent(connection, last):
        last += "*"
    return " AND ".join([*(f'"{word}"' for word in words[:-1]), last])


def _is_frequent(connection: Connection, word: str) -> bool:
    counted = connection.scalar(_COUNT, {"wanted": word, "most": FREQUENT})
    return counted is not None and counted >= FREQUENT
