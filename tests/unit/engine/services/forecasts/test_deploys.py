"""Deploys as reasons: over a real database, jobs in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.local.deploys import DeployEffect
from causeloop_desktop.engine.domain.forecasts.local.model import (
    VERSION,
    HorizonMethods,
    WorkspaceModel,
)
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.forecasts.rows import FittedModel, ForecastStore
from causeloop_desktop.engine.store.intake.ingest import upsert
from tests.support.patterns import DISK

if TYPE_CHECKING:
    from tests.support.keeping import Keeping

pytestmark = pytest.mark.anyio

HOUR_US = DAY_US // 24


async def test_a_deploy_moves_forecasts_and_their_reasons_where_deploys_tell(
    keeping: Keeping,
) -> None:
    await keeping.shop.push((DISK, range(20, 300, 9)))
    await keeping.shop.detect()
    effect = DeployEffect(gain=1.5, usual=0.2, share=1.0)
    await keep_effect(keeping, effect)
    before = (await keeping.shop.patterns.snapshot(keeping.key)).entries[0]
    await deploy(keeping, hours_ago=3)
    after = (await keeping.shop.patterns.snapshot(keeping.key)).entries[0]
    assert (after.probability(7) or 0) > (before.probability(7) or 1)
    shown = await keeping.shop.patterns.get(keeping.key, after.id)
    assert shown.drivers[-1].startswith("its service was deployed 3 hours ago, after which more")
    earlier = await keeping.shop.patterns.get(
        keeping.key, after.id, keeping.shop.clock.now_us - DAY_US
    )
    assert len(earlier.drivers) == 3


async def test_a_deploy_is_no_failure_of_anything(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, range(1, 300, 9)))
    for hours_ago in range(10, 2000, 100):
        await deploy(keeping, hours_ago)
    await keeping.shop.detect()
    await deploy(keeping, hours_ago=1)
    await keeping.shop.match()
    (only,) = (await keeping.shop.patterns.snapshot(keeping.key)).entries
    assert only.issues == len(range(1, 300, 9))


async def keep_effect(keeping: Keeping, effect: DeployEffect) -> None:
    """Let a fit have found that deploys tell something."""
    model = WorkspaceModel({7: HorizonMethods(7, deploys=effect)})
    fitted = FittedModel(VERSION, 1, await keeping.shop.run(), 0, model, {})
    await keeping.shop.database.write(
        lambda write: ForecastStore(write.connection, keeping.key).keep_model(fitted)
    )


async def deploy(keeping: Keeping, hours_ago: int) -> None:
    """Tell of a deploy of everything."""
    told = Record(
        source="custom_api",
        origin="ci",
        external_id=f"deploy-{hours_ago}",
        title="Deploy of the shop went out",
        metadata='{"kind":"deploy"}',
        created_us=keeping.shop.clock.now_us - hours_ago * HOUR_US,
    )
    await keeping.shop.database.write(lambda write: upsert(write, keeping.key, [told]))
