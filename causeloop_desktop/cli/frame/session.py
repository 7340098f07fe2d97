"""What a running verb works with: a client, the common options, and where to write."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from rich.console import Console

from causeloop_desktop.cli.frame.options import Common
from causeloop_desktop.cli.frame.output import console, visible
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.on_demand import client_on_demand


@dataclass(frozen=True)
class Session:
    """One verb's run."""

    client: CauseloopClient
    options: Common
    console: Console

    @classmethod
    async def with_engine(
        cls, options: Common, work: Callable[["Session"], Awaitable[None]]
    ) -> None:
        """Run ``work`` with the engine of the data directory, which starts when it is asked.

        What a verb finds wrong with its options before that costs nobody an engine.
        """
        async with client_on_demand(options.data_dir, options.workspace) as client:
            await work(cls(client, options, console()))

    @property
    def as_of(self) -> datetime | None:
        """The moment to look from; ``None`` is now."""
        return self.options.as_of

    def tell(self, lines: Iterable[str]) -> None:
        """Write lines as they are; they may hold what a source wrote."""
        for line in lines:
            self.console.print(visible(line), markup=False, highlight=False)

    def show(self, model: BaseModel, sentence: str) -> None:
        """Answer with ``model`` where JSON was asked for, else with a sentence."""
        if self.options.json:
            self.console.out(model.model_dump_json(by_alias=True), highlight=False)
        else:
            self.console.print(sentence, highlight=False)
