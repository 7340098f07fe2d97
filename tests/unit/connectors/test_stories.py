"""The same stories of every provider: what changes, moves, vanishes, limits and fails meanwhile."""

import asyncio
from datetime import timedelta

import pytest

from causeloop_desktop.connectors.asking.places import Span
from causeloop_desktop.connectors.description.sizes import Certainty
from causeloop_desktop.connectors.errors import CredentialsRefusedError, LimitReachedError
from tests.support.providers.server import Told
from tests.support.providers.stories import BEGIN, DELETING, NOW, STORIES, Story

LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=STORIES)
def story(request: pytest.FixtureRequest) -> Story:
    told: Story = STORIES[request.param]()
    told.fill()
    return told


def _everything(story: Story) -> set[str]:
    """Read all afresh: what is there now."""
    fresh = STORIES[story.connector.type]()
    fresh.fake = story.fake
    asyncio.run(fresh.sync(LATER))
    return fresh.titles


def test_everything_is_read_once_in_several_pages_and_a_second_run_adds_nothing(
    story: Story,
) -> None:
    pages: list[int] = []
    assert asyncio.run(story.sync(between=pages.append)) == story.count
    assert len(pages) > 1
    assert asyncio.run(story.sync(LATER)) == 0
    assert len(story.book) == story.count


class KilledError(Exception):
    """The worker is gone."""


def test_a_run_that_is_killed_after_each_page_reads_everything(story: Story) -> None:
    def kill(_number: int) -> None:
        raise KilledError

    for _ in range(story.count + 3):
        try:
            asyncio.run(story.sync(between=kill))
        except KilledError:
            continue
        break
    while story.is_under_way:
        asyncio.run(story.sync())
    assert len(story.book) == story.count


@pytest.mark.parametrize("number", [1, 2, 5, 9])
def test_a_row_that_changes_while_it_is_read_is_as_it_is_in_the_end(
    story: Story, number: int
) -> None:
    def change(page: int) -> None:
        if page == 0:
            at = NOW + timedelta(seconds=30)
            story.add(number, at, **{story.title: "It changed meanwhile"})

    asyncio.run(story.sync(between=change))
    asyncio.run(story.sync(LATER))
    assert len(story.book) == story.count
    assert story.titles == _everything(story)
    assert "It changed meanwhile" in story.titles


@pytest.mark.parametrize("number", [1, 3, 4, 6])
@pytest.mark.parametrize("story", DELETING, indirect=True)
def test_a_row_that_is_deleted_while_pages_are_read_hides_no_other(
    story: Story, number: int
) -> None:
    def remove(page: int) -> None:
        if page == 0 and story.remove is not None:
            story.remove(number, NOW + timedelta(seconds=30))

    asyncio.run(story.sync(between=remove))
    asyncio.run(story.sync(LATER))
    assert len(story.book) >= story.count - 1
    assert _everything(story) <= story.titles
    statuses = {record.status for record in story.book.values()}
    assert ("deleted" in statuses) == story.tells


def test_a_limit_in_the_middle_is_waited_out_as_long_as_the_provider_says(story: Story) -> None:
    def limit(page: int) -> None:
        if page == 0:
            story.fake.failures.append(story.limit)

    assert asyncio.run(story.sync(between=limit)) == story.count
    assert 41.0 in story.clock.slept
    assert any("limit" in waiting.reason for waiting in story.clock.waits)


def test_a_limit_without_a_time_is_met_with_patience(story: Story) -> None:
    story.fake.failures += [story.bare_limit] * 3
    assert asyncio.run(story.sync()) == story.count
    assert sum(story.clock.slept) >= 1 + 2 + 4


def test_a_limit_that_never_ends_ends_the_run_and_nothing_is_lost(story: Story) -> None:
    def limit(page: int) -> None:
        if page == 0:
            story.fake.failures += [story.bare_limit] * 6

    with pytest.raises(LimitReachedError):
        asyncio.run(story.sync(between=limit))
    assert 0 < len(story.book) < story.count
    asyncio.run(story.sync())
    assert len(story.book) == story.count


def test_a_provider_that_fails_for_a_moment_is_asked_again(story: Story) -> None:
    story.fake.failures += [Told({}, 503), Told(b'{"cut": ["sho', 200)]
    assert asyncio.run(story.sync()) == story.count


def test_credentials_that_end_in_the_middle_stop_the_run_and_new_ones_go_on(story: Story) -> None:
    token = story.fake.token

    def expire(page: int) -> None:
        if page == 0:
            story.fake.token = "another"

    with pytest.raises(CredentialsRefusedError) as caught:
        asyncio.run(story.sync(between=expire))
    assert token not in f"{caught.value} {caught.value.upstream}"
    assert 0 < len(story.book) < story.count
    story.fake.token = token
    asyncio.run(story.sync())
    assert len(story.book) == story.count


def test_what_a_backfill_takes_is_told_before_it_is_read(story: Story) -> None:
    whole = Span(BEGIN, NOW + timedelta(minutes=1))
    size = asyncio.run(story.size(whole))
    assert size.rows is not None
    assert size.requests is not None
    if story.connector.streams[0].count is not None:
        assert (size.rows, size.certainty) == (story.count, Certainty.COUNTED)
    else:
        # Judged by the newest page alone, so within what such a page can tell.
        assert size.certainty is Certainty.JUDGED
        assert size.rows > 0
    assert story.book == {}
    asked = len(story.fake.asked)
    assert asked <= 2 + len(story.place.settings)
