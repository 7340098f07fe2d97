"""Forecasts that are kept: the fitted model of a workspace, and what was said week by week.

A week is one row for each horizon, with all its forecasts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, and_, delete, func, insert, select, update

from causeloop_desktop.engine.domain.forecasts.local.model import SHIPPED, VERSION, WorkspaceModel
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS
from causeloop_desktop.engine.store.forecasts.packing import Kept, count_of, packed, unpacked
from causeloop_desktop.engine.store.schema import forecast_models, forecast_weeks
from causeloop_desktop.engine.store.tenant import TenantStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from causeloop_desktop.engine.store.database import WriteTransaction

LIVE, BACKTEST = "live", "backtest"


@dataclass(frozen=True, slots=True)
class ForecastWeek:
    """The forecasts of one week and one horizon.

    Attributes:
        week_us: Monday 00:00 UTC.
        cutoff_us: When they were made; nothing later was known.
        settled_us: When their outcomes were last looked up; ``None`` while the window is open.
        method: Who counted most.
        rows: The forecasts; none where packed ones go beside it.
        model: What was learned by then; ``None`` where an older engine kept the week.
    """

    origin: str
    days: int
    week_us: int
    cutoff_us: int
    ends_us: int
    method: str
    rows: tuple[Kept, ...] = ()
    settled_us: int | None = None
    key: int = 0
    model: WorkspaceModel | None = None

    def settled(self, now_us: int, rows: Iterable[Kept]) -> ForecastWeek:
        """Give the week with what came of it."""
        return replace(self, settled_us=now_us, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class FittedModel:
    """What a fit left behind; ``sequence`` is the commit up to which patterns were read."""

    version: str
    fitted_us: int
    run: int
    sequence: int
    model: WorkspaceModel
    record: dict[str, Any]


NOTHING_FITTED = FittedModel("", 0, 0, 0, SHIPPED, {})


class ForecastStore(TenantStore):
    """The kept forecasts of one workspace, through one connection."""

    def fitted_us(self) -> int:
        """Give when the model was fitted last, 0 where it never was."""
        mine = self._of(forecast_models)
        moment = select(forecast_models.c.fitted_us).where(mine)
        return self._connection.scalar(moment) or 0

    def fitted(self) -> FittedModel:
        """Give the fitted model; an empty one where there is none.

        Of other methods than today's only the numbers are gone: a fit of these is due.
        """
        mine = self._of(forecast_models)
        row = self._connection.execute(select(forecast_models).where(mine)).one_or_none()
        if row is None:
            return NOTHING_FITTED
        return FittedModel(
            version=row.version,
            fitted_us=row.fitted_us,
            run=row.run_key,
            sequence=row.sequence,
            model=(
                WorkspaceModel.from_json(json.loads(row.model))
                if row.version == VERSION
                else SHIPPED
            ),
            record=json.loads(row.record),
        )

    def learned_by(self, as_of_us: int) -> WorkspaceModel:
        """Give what was known at a moment: of each horizon what the latest week then kept."""
        found = SHIPPED
        for days in HORIZONS:
            kept = self._of(
                forecast_weeks,
                forecast_weeks.c.window_days == days,
                forecast_weeks.c.cutoff_us <= as_of_us,
                forecast_weeks.c.model.is_not(None),
            )
            newest = select(forecast_weeks.c.key).where(kept)
            latest = newest.order_by(forecast_weeks.c.cutoff_us.desc()).limit(1)
            model = select(forecast_weeks.c.model).where(
                forecast_weeks.c.key == latest.scalar_subquery()
            )
            if learned := _to_model(self._connection.scalar(model)):
                found = found.with_horizons_of(learned)
        return found

    def weeks(
        self, origin: str, days: int, until_us: int, *, since_us: int = 0, most: int | None = None
    ) -> list[ForecastWeek]:
        """Give what was said from ``since_us`` up to ``until_us``, oldest first.

        Args:
            origin: ``LIVE`` or ``BACKTEST``.
            days: The horizon.
            until_us: Nothing said later is given.
            since_us: Nothing of earlier weeks is given.
            most: The latest weeks suffice that hold so many forecasts.
        """
        some = and_(
            self._weeks(origin),
            forecast_weeks.c.window_days == days,
            forecast_weeks.c.week_us >= since_us,
            forecast_weeks.c.cutoff_us <= until_us,
        )
        newest = select(forecast_weeks).where(some).order_by(forecast_weeks.c.week_us.desc())
        found: list[ForecastWeek] = []
        count = 0
        for row in self._connection.execute(newest):
            if most is not None and count >= most:
                break
            found.append(_to_week(row))
            count += len(found[-1].rows)
        return found[::-1]

    def unsettled(self, now_us: int, final_us: int) -> list[ForecastWeek]:
        """Give live weeks whose window has ended and whose outcome may still change.

        Args:
            now_us: Windows that end later are still open.
            final_us: How long after its end late events still count.
        """
        looked = func.coalesce(forecast_weeks.c.settled_us, 0)
        some = and_(
            self._weeks(LIVE),
            forecast_weeks.c.ends_us <= now_us,
            looked < forecast_weeks.c.ends_us + final_us,
        )
        rows = select(forecast_weeks).where(some).order_by(forecast_weeks.c.key)
        return [_to_week(row) for row in self._connection.execute(rows)]

    def has_week(self, week_us: int) -> bool:
        """Tell whether the forecasts of a week have been kept."""
        some = and_(self._weeks(LIVE), forecast_weeks.c.week_us == week_us)
        return (
            self._connection.execute(select(forecast_weeks.c.key).where(some)).first() is not None
        )

    def keep_model(self, fitted: FittedModel) -> None:
        """Put a model in the place of the one before."""
        mine = self._of(forecast_models)
        self._connection.execute(delete(forecast_models).where(mine))
        self._connection.execute(
            insert(forecast_models).values(
                workspace_key=self._workspace,
                version=fitted.version,
                fitted_us=fitted.fitted_us,
                run_key=fitted.run,
                sequence=fitted.sequence,
                model=json.dumps(fitted.model.to_json()),
                record=json.dumps(fitted.record),
            )
        )

    def keep_week(self, week: ForecastWeek) -> None:
        """Keep a week, in the place of the same one where there is one."""
        self.keep_packed(week, packed(week.rows))

    def keep_packed(self, week: ForecastWeek, rows: bytes) -> None:
        """Keep a week whose rows are packed already, in the place of the same one."""
        same = and_(
            self._weeks(week.origin),
            forecast_weeks.c.window_days == week.days,
            forecast_weeks.c.week_us == week.week_us,
        )
        self._connection.execute(delete(forecast_weeks).where(same))
        self._connection.execute(insert(forecast_weeks).values(**self._values(week, rows)))

    def settle(self, week: ForecastWeek) -> None:
        """Write what came of a kept week."""
        self._connection.execute(
            update(forecast_weeks)
            .where(forecast_weeks.c.key == week.key)
            .values(settled_us=week.settled_us, rows=packed(week.rows))
        )

    def drop_backtest(self, before_us: int) -> None:
        """Delete the weeks of backtests that were made before ``before_us``."""
        older = forecast_weeks.c.settled_us < before_us
        self._connection.execute(delete(forecast_weeks).where(self._weeks(BACKTEST), older))

    def _weeks(self, origin: str) -> Any:
        mine = self._of(forecast_weeks)
        return and_(mine, forecast_weeks.c.origin == origin)

    def _values(self, week: ForecastWeek, rows: bytes) -> dict[str, object]:
        return {
            "workspace_key": self._workspace,
            "origin": week.origin,
            "window_days": week.days,
            "week_us": week.week_us,
            "cutoff_us": week.cutoff_us,
            "ends_us": week.ends_us,
            "settled_us": week.settled_us,
            "method": week.method,
            "count": count_of(rows),
            "rows": rows,
            "model": None if week.model is None else _to_text(week.model),
        }


def keep_live_weeks(
    write: WriteTransaction, workspace_key: int, weeks: Sequence[ForecastWeek]
) -> bool:
    """Keep the forecasts of a week unless they have been kept already; tell whether it was done."""
    store = ForecastStore(write.connection, workspace_key)
    if not weeks or store.has_week(weeks[0].week_us):
        return False
    for week in weeks:
        store.keep_week(week)
    return True


def _to_week(row: Row[Any]) -> ForecastWeek:
    return ForecastWeek(
        key=row.key,
        origin=row.origin,
        days=row.window_days,
        week_us=row.week_us,
        cutoff_us=row.cutoff_us,
        ends_us=row.ends_us,
        settled_us=row.settled_us,
        method=row.method,
        rows=unpacked(row.rows),
        model=_to_model(row.model),
    )


def _to_text(model: WorkspaceModel) -> str:
    return json.dumps({"version": VERSION, **model.to_json()})


def _to_model(text: str | None) -> WorkspaceModel | None:
    """Read what ``_to_text`` gave; of other methods than today's nothing is known any more."""
    kept = {} if text is None else json.loads(text)
    return WorkspaceModel.from_json(kept) if kept.get("version") == VERSION else None
