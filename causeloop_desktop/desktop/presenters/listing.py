"""A list that is filtered and sorted: the server finds, and what was asked for last is shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import Request


@dataclass(frozen=True)
class ListState(ABC):
    """A list as far as it has been read.

    Attributes:
        sort: What the rows are sorted by.
        total: How many match.
        has_issues: Whether there is something to make rows from, where there are none.
        listing: Grows when the rows begin another list, so that rows held of the old one go.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    sort: str = ""
    total: int = 0
    has_issues: bool = False
    listing: int = 0

    @property
    @abstractmethod
    def filter(self) -> Request:
        """Which rows are meant."""

    @property
    def asked(self) -> tuple[Request, str]:
        """What makes two lists the same list."""
        return self.filter, self.sort


L = TypeVar("L", bound=ListState)


class ListPresenter(Presenter[L], ABC):
    """Reads a list anew whenever another one is asked for."""

    def __init__(self, state: L) -> None:
        super().__init__(state)
        self._shown = state

    async def load(self) -> None:
        """Read everything on screen anew; what is there stays until the answers have come."""
        wanted = self.state
        try:
            found = await self._find(wanted)
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        if wanted.asked != self.state.asked:
            return  # another list was asked for meanwhile, and is on its way
        is_other = wanted.asked != self._shown.asked
        self._shown = wanted
        self._change(problem=None, listing=self.state.listing + is_other, **found)

    async def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort by another column."""
        self._change(sort=f"-{key}" if descending else key)
        await self.load()

    @abstractmethod
    async def _find(self, wanted: L) -> dict[str, Any]:
        """Ask for a list; what the answer makes of the state.

        Raises:
            ClientError: The engine did not answer, or not with a list.
        """

    def _start_over(self, **nothing: Any) -> None:
        self._change(
            phase=Phase.LOADING,
            problem=None,
            total=0,
            listing=self.state.listing + 1,
            **nothing,
        )
