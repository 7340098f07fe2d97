from collections.abc import Iterable

import pytest

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.services.detections.due import LEAST_WAITING, QUIET_US
from causeloop_desktop.engine.services.detections.service import DetectionService
from tests.support.patterns import DAY_US, DISK, Failure, Workshop

pytestmark = pytest.mark.anyio

YEAR_US = 365 * DAY_US

WORDS = [
    "alder",
    "birch",
    "cedar",
    "elm",
    "fir",
    "hazel",
    "larch",
    "maple",
    "oak",
    "pine",
    "rowan",
    "spruce",
    "willow",
    "yew",
]


def strangers(numbers: Iterable[int]) -> list[tuple[Failure, list[float]]]:
    """Give failures that have nothing in common."""
    return [
        (Failure(f"{WORDS[n % 14]}{WORDS[n // 14]} {WORDS[-n % 14]}{n}x broke"), [1.0 + n])
        for n in numbers
    ]


async def test_a_second_call_joins_the_detection_that_waits(
    workshop: Workshop, detections: DetectionService
) -> None:
    first = await detections.start(workshop.key, "asked")
    second = await detections.start(workshop.key, "asked")

    assert (first.joined, second.joined) == (False, True)
    assert first.job_id == second.job_id


async def test_a_detection_is_due_once_enough_wait_and_all_is_quiet(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push(*strangers(range(LEAST_WAITING + 1)))
    assert await detections.start_due() == 0, "somebody may still be pushing"

    workshop.clock.now_us += QUIET_US

    assert await detections.start_due() == 1
    assert await detections.start_due() == 0, "one is at work"


async def test_a_few_issues_do_not_start_a_detection(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push(*strangers(range(LEAST_WAITING)))
    workshop.clock.now_us += QUIET_US

    assert await detections.start_due() == 0


async def test_what_the_last_detection_left_in_the_pool_starts_no_other(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push(*strangers(range(LEAST_WAITING + 10)))
    await workshop.detect()
    workshop.clock.now_us += QUIET_US

    assert await detections.start_due() == 0


async def test_an_import_holds_a_detection_up(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push(*strangers(range(LEAST_WAITING + 1)))
    await workshop.job(JobKind.IMPORT)
    workshop.clock.now_us += QUIET_US

    assert await detections.start_due() == 0


async def test_runs_are_listed_newest_first(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    runs = [(await workshop.detect()).result["run_id"] for _ in range(3)]

    first = await detections.list(workshop.key, 2, None)
    second = await detections.list(workshop.key, 2, first.page.next_cursor)

    assert [run.id for run in (*first.data, *second.data)] == runs[::-1]
    assert first.data[0].result is not None
    assert first.data[0].result.patterns == 1
    assert first.page.total == 3


async def test_a_clock_that_was_a_year_ahead_holds_up_no_detection(
    workshop: Workshop, detections: DetectionService
) -> None:
    workshop.clock.now_us += YEAR_US
    await workshop.push((DISK, [1, 2, 3]))
    await workshop.detect()
    workshop.clock.now_us -= YEAR_US
    await workshop.push(*strangers(range(LEAST_WAITING + 1)))

    assert await detections.start_due() == 1
