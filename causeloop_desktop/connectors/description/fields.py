"""What a person fills in."""

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    URL = "url"
    LIST = "list"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person fills in.

    Attributes:
        secret: It is never shown again.
        rare: Few people need it; it is offered on demand.
    """

    name: str
    label: str
    help: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    secret: bool = False
    placeholder: str = ""
    rare: bool = False
