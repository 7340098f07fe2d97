"""Filters and moments as query parameters: lists joined by commas, absent values left out.

A value with a comma of its own stands in double quotes, as in CSV.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel

from causeloop_desktop.contract.times import to_text

Params = dict[str, str]


def to_params(filter_: BaseModel | None = None, **values: object) -> Params:
    """Write a filter and further ``values`` as query parameters."""
    given = dict(filter_) if filter_ else {}
    texts = {name: _to_text(value) for name, value in {**given, **values}.items()}
    return {name: text for name, text in texts.items() if text}


def _to_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return str(value)
        case datetime():
            return to_text(value)
        case Iterable():
            return ",".join(_quoted(_to_text(part)) for part in value)
        case _:
            return str(value)


def _quoted(part: str) -> str:
    """Put quotes around a value that would else end at its own comma."""
    if "," not in part and '"' not in part and part == part.strip():
        return part
    return '"{}"'.format(part.replace('"', '""'))
