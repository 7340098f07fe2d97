"""Ids for rows that bring none: from what the row says, and how often it was said before."""

import json
from hashlib import blake2b

import orjson

from causeloop_desktop.engine.domain.importing.rows import Values

_ID_BYTES = 10
_MEMORY_BYTES = 8


class DerivedIds:
    """Gives equal ids to equal rows at equal counts, whatever the order of columns.

    Remembers 8 bytes of digest per distinct row: about 80 MB for a million. A collision there
    costs nothing but a higher number in an id.
    """

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def next_id(self, values: Values) -> str:
        """Give the id of a row: a digest of its content, and its number among equal rows."""
        digest = blake2b(_content(values), digest_size=_ID_BYTES).digest()
        memory = int.from_bytes(digest[:_MEMORY_BYTES])
        count = self._seen.get(memory, 0) + 1
        self._seen[memory] = count
        return f"row-{digest.hex()}" if count == 1 else f"row-{digest.hex()}-{count}"


def _content(values: Values) -> bytes:
    try:
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # numbers beyond 64 bits, halves of characters
        return json.dumps(values, sort_keys=True).encode()
