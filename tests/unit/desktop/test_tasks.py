from __future__ import annotations

import asyncio

from causeloop_desktop.desktop.tasks import Refresher, TaskGroup


def test_a_failure_is_reported_and_a_cancellation_is_not() -> None:
    errors: list[BaseException] = []

    async def fail() -> None:
        raise ValueError("broken")

    async def story() -> None:
        tasks = TaskGroup(errors.append)
        tasks.spawn(fail(), name="fails")
        tasks.spawn(asyncio.sleep(60), name="waits")
        await asyncio.sleep(0.01)
        assert tasks.names == {"waits"}
        await tasks.close()
        assert tasks.names == frozenset()

    asyncio.run(story())
    assert [str(error) for error in errors] == ["broken"]


def test_only_the_latest_of_one_name_goes_on() -> None:
    done: list[str] = []

    async def work(word: str) -> None:
        await asyncio.sleep(0.01)
        done.append(word)

    async def story() -> None:
        tasks = TaskGroup(lambda _: None)
        for word in ("a", "ab", "abc"):
            tasks.spawn_latest(work(word), name="search")
        tasks.spawn_latest(work("other"), name="count")
        await asyncio.sleep(0.05)

    asyncio.run(story())
    assert sorted(done) == ["abc", "other"]


def test_one_name_is_cancelled_and_the_others_go_on() -> None:
    async def story() -> frozenset[str]:
        tasks = TaskGroup(lambda _: None)
        tasks.spawn(asyncio.sleep(60), name="export")
        tasks.spawn(asyncio.sleep(60), name="stream")
        tasks.cancel("export")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        left = tasks.names
        await tasks.close()
        return left

    assert asyncio.run(story()) == {"stream"}


def test_a_refresher_never_runs_twice_at_once_and_sees_the_last_change() -> None:
    seen: list[int] = []
    running = 0
    value = 0

    async def look() -> None:
        nonlocal running
        running += 1
        assert running == 1
        seen.append(value)
        await asyncio.sleep(0.01)
        running -= 1

    async def story() -> None:
        nonlocal value
        tasks = TaskGroup(lambda _: None)
        refresher = Refresher(tasks, look, name="look", pause=0.01)
        while value < 5:
            value += 1
            refresher.ask()
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.1)

    asyncio.run(story())
    assert seen[-1] == 5
    assert len(seen) < 5


def test_a_refresher_works_again_after_a_failure() -> None:
    errors: list[BaseException] = []
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ValueError("first")

    async def story() -> None:
        refresher = Refresher(TaskGroup(errors.append), look, name="look", pause=0)
        refresher.ask()
        await asyncio.sleep(0.01)
        refresher.ask()
        await asyncio.sleep(0.01)

    asyncio.run(story())
    assert looks == 2
    assert len(errors) == 1


def test_a_refresh_that_was_given_up_can_be_asked_for_again() -> None:
    begun: list[str] = []
    done: list[str] = []

    async def story() -> None:
        place = "here"

        async def work() -> None:
            begun.append(place)
            seen = place
            await asyncio.sleep(0.01)
            done.append(seen)

        tasks = TaskGroup(lambda _: None)
        refresher = Refresher(tasks, work, name="refresh", pause=0.0)
        refresher.ask()
        refresher.cancel()
        refresher.ask()
        await asyncio.sleep(0)
        refresher.cancel()
        place = "there"
        refresher.ask()
        await asyncio.sleep(0.05)

    asyncio.run(story())
    assert begun == ["here", "there"]
    assert done == ["there"]
