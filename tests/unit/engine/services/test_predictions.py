import pytest

from causeloop_desktop.contract.base import SEVERITY_OF_PRIORITY, Priority
from causeloop_desktop.contract.patterns import Evidence, PatternPatch, PatternStatus
from causeloop_desktop.contract.predictions import (
    HORIZONS_DAYS,
    Prediction,
    PredictionFilter,
    PredictionSort,
    PredictionStatus,
)
from causeloop_desktop.engine.domain.patterns.risk import WEIGHTS
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.pages import asked_for
from causeloop_desktop.engine.services.predictions.rows import prediction_id
from causeloop_desktop.engine.store.ids import new_id
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

NO_TIME = Failure("Manual entry {} without a date", fingerprint="undated")


async def listed(
    workshop: Workshop, wanted: PredictionFilter, sort: str = "-probability"
) -> list[Prediction]:
    page = await workshop.predictions.list(
        workshop.key, wanted, asked_for(sort, PredictionSort, limit=100)
    )
    return list(page.data)


async def prepared(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 5, 9, 13, 20]), (LOGIN, [2, 90]))
    await workshop.detect()


async def test_every_living_pattern_has_one_prediction_per_window(workshop: Workshop) -> None:
    await prepared(workshop)

    rows = await listed(workshop, PredictionFilter())

    assert len(rows) == 2 * len(HORIZONS_DAYS)
    assert len({row.id for row in rows}) == len(rows)
    assert rows == sorted(rows, key=lambda row: -(row.probability or 0))


async def test_predictions_say_what_patterns_say(workshop: Workshop) -> None:
    await prepared(workshop)

    for row in await listed(workshop, PredictionFilter(window_days=30)):
        pattern = await workshop.patterns.get(workshop.key, row.pattern_id)
        (chance,) = [one for one in pattern.probabilities if one.window_days == 30]
        assert (row.probability, row.low, row.high) == (chance.value, chance.low, chance.high)
        assert row.impact == pattern.severity
        assert row.evidence == pattern.evidence


async def test_the_summary_counts_what_the_list_shows(workshop: Workshop) -> None:
    await prepared(workshop)
    rows = await listed(workshop, PredictionFilter(window_days=30))

    tiles = await workshop.predictions.summary(workshop.key, 30)

    chances = [row.probability or 0 for row in rows]
    assert tiles.total == tiles.of == len(rows)
    assert tiles.expected == pytest.approx(sum(chances), abs=0.01)
    assert tiles.expected_low <= tiles.expected <= tiles.expected_high
    assert tiles.above_threshold == sum(value >= tiles.threshold for value in chances)
    points = {SEVERITY_OF_PRIORITY[Priority(p)]: n for p, n in WEIGHTS.severity.items()}
    weights = [points[row.impact] for row in rows]
    weighed = sum(p * w for p, w in zip(chances, weights, strict=True)) / sum(weights)
    assert tiles.expected_severity_share == pytest.approx(weighed, abs=1e-4)


async def test_a_least_probability_leaves_the_unlikely_out(workshop: Workshop) -> None:
    await prepared(workshop)

    rows = await listed(workshop, PredictionFilter(window_days=30, min_probability=0.5))

    assert [row.pattern_name.split()[0] for row in rows] == ["Disk"]


async def test_one_episode_is_not_enough_data(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 1.01]))
    await workshop.detect()

    rows = await listed(workshop, PredictionFilter(window_days=30))
    tiles = await workshop.predictions.summary(workshop.key, 30)

    assert [(row.probability, row.evidence) for row in rows] == [(None, Evidence.NONE)]
    assert (tiles.of, tiles.not_enough_data, tiles.average_probability) == (0, 1, None)
    assert "not enough data" in rows[0].reason


async def test_a_dismissed_prediction_is_gone_until_that_is_undone(workshop: Workshop) -> None:
    await prepared(workshop)
    first = (await listed(workshop, PredictionFilter(window_days=7)))[0]

    shown = await workshop.predictions.patch(
        workshop.key, "you", first.id, PredictionStatus.DISMISSED
    )

    assert shown.status is PredictionStatus.DISMISSED
    assert first.id not in {
        row.id for row in await listed(workshop, PredictionFilter(window_days=7))
    }
    assert (await workshop.predictions.summary(workshop.key, 7)).total == 1
    (operation,) = (await workshop.operations.list(workshop.key, 10, None)).data
    await workshop.operations.undo(workshop.key, "you", operation.id)
    assert first.id in {row.id for row in await listed(workshop, PredictionFilter(window_days=7))}


async def test_resolved_patterns_are_not_predicted(workshop: Workshop) -> None:
    await prepared(workshop)
    first = (await listed(workshop, PredictionFilter(window_days=7)))[0]

    await workshop.patterns.patch(
        workshop.key, "you", first.pattern_id, PatternPatch(status=PatternStatus.RESOLVED)
    )

    assert first.id not in {row.id for row in await listed(workshop, PredictionFilter())}


async def test_a_strange_id_is_not_found(workshop: Workshop) -> None:
    for strange in ("prd_nowhere", new_id("prd", 1), "x"):
        with pytest.raises(NotFoundError):
            await workshop.predictions.patch(
                workshop.key, "you", strange, PredictionStatus.DISMISSED
            )


def test_ids_differ_by_pattern_and_window_even_within_one_millisecond() -> None:
    patterns = [new_id("pat", 1_750_000_000_000_000) for _ in range(200)]

    ids = {prediction_id(pattern, days) for pattern in patterns for days in HORIZONS_DAYS}

    assert len(ids) == 600
