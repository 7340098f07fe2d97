"""How close occurrences may be and still be one episode: the workspace's choice, or a pattern's."""

import pytest

from causeloop_desktop.contract.detections import DetectionSettingsPatch
from causeloop_desktop.contract.patterns import PatternChanged, PatternPatch
from causeloop_desktop.engine.services.detections.choices import (
    PATCH,
    patch_settings,
    undo_settings,
)
from causeloop_desktop.engine.store.forecasts.rows import ForecastStore
from causeloop_desktop.engine.store.work.operations import OperationRow, OperationStore
from tests.support.patterns import DISK, LOGIN, Workshop

pytestmark = pytest.mark.anyio

HOURS = 1 / 24
TWICE_A_DAY = [10 + 0 * HOURS, 10 + 8 * HOURS, 20.0, 20 + 8 * HOURS]
"""Two days with two occurrences each, eight hours apart."""


async def episodes(workshop: Workshop) -> dict[str, int]:
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return {entry.name[:4]: len(entry.episodes) for entry in snapshot.entries}


async def choose(workshop: Workshop, gap_hours: float) -> OperationRow:
    patch = DetectionSettingsPatch(gap_hours=gap_hours)
    await workshop.database.write(lambda write: patch_settings(write, workshop.key, "you", patch))
    latest = await workshop.database.read(
        lambda read: OperationStore(read, workshop.key).page(None, 1)
    )
    return latest[0]


async def test_the_workspace_chooses_for_all_patterns(workshop: Workshop) -> None:
    await workshop.push((DISK, TWICE_A_DAY), (LOGIN, TWICE_A_DAY))
    await workshop.detect()
    assert await episodes(workshop) == {"Disk": 4, "Logi": 4}

    operation = await choose(workshop, 12)
    assert operation.kind == PATCH
    assert await episodes(workshop) == {"Disk": 2, "Logi": 2}

    await workshop.database.write(lambda write: undo_settings(write, workshop.key, operation))
    assert await episodes(workshop) == {"Disk": 4, "Logi": 4}


async def test_a_look_that_fails_is_made_good_by_the_next(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workshop.push((DISK, TWICE_A_DAY))
    await workshop.detect()
    assert await episodes(workshop) == {"Disk": 4}
    await choose(workshop, 12)

    with monkeypatch.context() as broken:
        broken.delattr(ForecastStore, "fitted_us")
        with pytest.raises(AttributeError):
            await episodes(workshop)

    assert await episodes(workshop) == {"Disk": 2}


async def test_a_pattern_may_have_a_gap_of_its_own(workshop: Workshop) -> None:
    await workshop.push((DISK, TWICE_A_DAY), (LOGIN, TWICE_A_DAY))
    await workshop.detect()
    snapshot = await workshop.patterns.snapshot(workshop.key)
    (disk,) = (entry for entry in snapshot.entries if entry.name.startswith("Disk"))

    patch = PatternPatch(gap_hours=12)
    changed = await workshop.patterns.patch(workshop.key, "you", disk.id, patch)

    assert changed.pattern.gap_hours == 12
    assert await episodes(workshop) == {"Disk": 2, "Logi": 4}
    await choose(workshop, 1)
    assert await episodes(workshop) == {"Disk": 2, "Logi": 4}
    await workshop.operations.undo(workshop.key, "you", str(changed.operation_id))
    assert await episodes(workshop) == {"Disk": 4, "Logi": 4}


async def test_a_gap_is_tried_without_being_kept_and_given_back(workshop: Workshop) -> None:
    await workshop.push((DISK, TWICE_A_DAY))
    await workshop.detect()
    (disk,) = (await workshop.patterns.snapshot(workshop.key)).entries

    async def patch(**values: object) -> PatternChanged:
        wanted = PatternPatch.model_validate(values)
        return await workshop.patterns.patch(workshop.key, "you", disk.id, wanted)

    tried = await patch(gap_hours=12, preview=True)
    assert (tried.pattern.episode_count, tried.pattern.gap_hours, tried.pattern.own_gap) == (
        2,
        12,
        True,
    )
    assert tried.operation_id is None
    assert await episodes(workshop) == {"Disk": 4}

    kept = await patch(gap_hours=12)
    assert kept.pattern.own_gap
    back = await patch(gap_hours=None)
    assert not back.pattern.own_gap
    assert await episodes(workshop) == {"Disk": 4}
    await workshop.operations.undo(workshop.key, "you", str(back.operation_id))
    assert await episodes(workshop) == {"Disk": 2}
    renamed = await patch(name="Disks again")
    assert renamed.pattern.own_gap
