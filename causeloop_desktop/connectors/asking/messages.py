"""What is asked of a provider and what it answers, as plain values that survive JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Row: TypeAlias = Mapping[str, Any]
"""One row of a list, as the provider sends it."""


class Ask(BaseModel):
    """One request, without credentials; a checkpoint keeps it as it is.

    Attributes:
        path: A path below the base address, or a whole address that the provider gave.
        params: What stands behind the question mark; a list repeats its name.
        json_body: The body, where the request has one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    method: str = "GET"
    params: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    json_body: dict[str, Any] | None = None

    def with_params(self, **params: str) -> "Ask":
        """Ask the same with some parameters replaced."""
        return self.model_copy(update={"params": {**self.params, **params}})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: The HTTP status.
        headers: By lower-case name.
        body: The parsed JSON; the text itself where it is none.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    def at(self, *names: str) -> Any:
        """Give what stands at a path of members, ``None`` where there is nothing."""
        found = self.body
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found
