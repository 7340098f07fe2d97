"""A line that says what reading a part of the past would take, as the choice changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QTimer

from causeloop_desktop.client.errors import ClientError, NotFoundError
from causeloop_desktop.contract.connectors import BackfillEstimate
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.integrations.words import estimate_text
from causeloop_desktop.desktop.widgets.labels import Label

if TYPE_CHECKING:
    Report: TypeAlias = Callable[[BaseException], None]

Estimate: TypeAlias = Callable[[datetime, datetime | None], Awaitable[BackfillEstimate]]

SETTLE_MS = 400
ASKING = "estimate"


class EstimateLine(Label):
    """Asks once a choice has settled; an answer to an older choice is never shown.

    Args:
        estimate: Asks.
        report: Shows the failure of a coroutine.
    """

    def __init__(self, estimate: Estimate, report: Report) -> None:
        super().__init__("", wrap=True)
        self._estimate = estimate
        self._tasks = TaskGroup(report)
        self._span: tuple[datetime, datetime | None] | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.setAccessibleName(self.tr("Estimate"))

    def ask(self, begin: datetime, end: datetime | None) -> None:
        """Say what reading from ``begin`` to ``end`` would take; ``None`` is now."""
        self._span = (begin, end)
        self._tasks.cancel(ASKING)
        self._tell(self.tr("Counting what is there…"))
        self._settle.start()

    def forget(self) -> None:
        """Ask no more."""
        self._settle.stop()
        self._tasks.cancel(ASKING)
        self._tell("")

    def _ask(self) -> None:
        if self._span is not None:
            self._tasks.spawn_latest(self._look(*self._span), name=ASKING)

    async def _look(self, begin: datetime, end: datetime | None) -> None:
        try:
            self._tell(estimate_text(await self._estimate(begin, end)))
        except NotFoundError:
            self._tell("")  # this server tells nothing before it reads
        except ClientError as error:
            self._tell(str(error.problem.detail), Tone.CRITICAL)

    def _tell(self, words: str, tone: Tone | None = None) -> None:
        self.setText(words)
        self.set_tone(tone)
