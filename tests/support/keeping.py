"""A workshop with everything that keeps its forecasts, jobs in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.services.forecasts.job import ForecastHandler
from causeloop_desktop.engine.services.forecasts.keeper import ForecastKeeper
from causeloop_desktop.engine.services.forecasts.service import ForecastService
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.jobs.workers import Workers
from causeloop_desktop.engine.services.stream.hub import Hub
from causeloop_desktop.engine.store.forecasts.rows import ForecastStore
from causeloop_desktop.engine.store.work.jobs import JobStore
from causeloop_desktop.engine.worker import forecasts as worker
from tests.support.patterns import Workshop, follow

if TYPE_CHECKING:
    from causeloop_desktop.contract.predictions import ForecastAccuracy, ForecastOrigin
    from causeloop_desktop.engine.store.forecasts.rows import FittedModel, ForecastWeek


class Keeping:
    """A workshop with everything that keeps its forecasts."""

    def __init__(self, workshop: Workshop) -> None:
        self.shop = workshop
        self.key = workshop.key
        database, clock = workshop.database, workshop.clock
        jobs = JobService(
            database, Hub(), Cursors(b"x"), Workers(["none"]), owner="test", exclusive=True
        )
        self.handler = ForecastHandler(database, clock)
        self.keeper = ForecastKeeper(database, jobs, workshop.patterns, clock)
        self.service = ForecastService(database, workshop.patterns, self.keeper, clock)

    async def fit(self) -> None:
        job = await self.shop.job(JobKind.FORECAST)
        lines = await self.shop.lines(self.handler, job, worker.run)
        ending = await follow(self.handler, job, lines)
        await self.shop.database.write(
            lambda write: JobStore(write.connection, self.key).finish(job.key, write.now_us, ending)
        )

    async def weeks(self, origin: str, days: int = 7) -> list[ForecastWeek]:
        return await self.shop.database.read(
            lambda read: ForecastStore(read, self.key).weeks(origin, days, 2**60)
        )

    async def fitted(self) -> FittedModel:
        return await self.shop.database.read(lambda read: ForecastStore(read, self.key).fitted())

    async def waiting(self) -> int:
        return len(
            await self.shop.database.read(
                lambda read: JobStore(read, self.key).open_of(JobKind.FORECAST)
            )
        )

    def sleep(self, days: float) -> None:
        self.shop.clock.now_us += round(days * DAY_US)

    async def accuracy(self, origin: ForecastOrigin | None = None) -> ForecastAccuracy:
        return await self.service.accuracy(self.key, 7, origin)
