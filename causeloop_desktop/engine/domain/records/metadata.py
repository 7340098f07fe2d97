"""What a source says besides the fields that we know, as the store keeps it."""

import json
from collections.abc import Mapping

import orjson

MAX_LEVELS = 64
"""How deep metadata may be nested; whoever reads it back meets limits of 254 and less."""


class TooDeepError(ValueError):
    """The metadata is nested too deep; the message says so in one sentence."""


def dump_metadata(metadata: Mapping[str, object]) -> str:
    """Write metadata as the store keeps it: JSON that every reader takes.

    Raises:
        TooDeepError: It is nested deeper than ``MAX_LEVELS``.
    """
    if not metadata:
        return "{}"
    check_depth(metadata)
    try:
        return orjson.dumps(metadata).decode()
    except orjson.JSONEncodeError:  # numbers beyond 64 bits, halves of surrogate pairs
        text = json.dumps(metadata, ensure_ascii=False)
        return text.encode("utf-8", "replace").decode("utf-8")


def check_depth(values: Mapping[str, object]) -> None:
    """Go on only if what a source says can be stored and read back.

    Raises:
        TooDeepError: It is nested deeper than ``MAX_LEVELS``.
    """
    if _deeper_than(MAX_LEVELS, values):
        raise TooDeepError(f"metadata is nested more than {MAX_LEVELS} levels deep")


def _deeper_than(levels: int, value: object) -> bool:
    if isinstance(value, Mapping):
        value = list(value.values())
    if not isinstance(value, list | tuple):
        return False
    return levels == 0 or any(_deeper_than(levels - 1, inner) for inner in value)
