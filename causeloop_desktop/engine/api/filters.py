"""Filters as queries carry them: alternatives in one parameter, separated by commas.

A value with a comma of its own stands in double quotes, as in CSV: ``team="Pay, EU",Search``.
"""

import re
from collections.abc import Iterator
from typing import TypeVar, get_origin

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

_PART = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)')
"""One value and the comma after it: in quotes, where each inner quote is doubled, or plain."""


def read_filter(model: type[M], **given: object) -> M:
    """Make a filter of query parameters; absent ones stay at their defaults.

    Raises:
        RequestValidationError: A parameter is none of the values that the filter knows.
    """
    values = {
        name: _value(model, name, value) for name, value in given.items() if value is not None
    }
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("query", *one["loc"])} for one in error.errors()]
        ) from None


def _value(model: type[BaseModel], name: str, value: object) -> object:
    if isinstance(value, str) and get_origin(model.model_fields[name].annotation) is tuple:
        return tuple(part for part in _parts(value) if part)
    return value


def _parts(text: str) -> Iterator[str]:
    for quoted, plain in _PART.findall(text):
        yield quoted.replace('""', '"') or plain.strip()
