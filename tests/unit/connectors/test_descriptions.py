"""The fakes behave as the providers describe themselves: what is asked and answered is held to it.

The descriptions are no part of the project; where they are not there, these tests are skipped.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from causeloop_desktop.connectors.asking.places import Span
from tests.support.providers.question import Questions
from tests.support.providers.server import Asked, Respond, Told
from tests.support.providers.specification import Specification
from tests.support.providers.stories import BEGIN, NOW, STORIES, Story
from tests.support.providers.wire import reading
from tests.support.shared import shared_file

LATER = NOW + timedelta(hours=1)


class Documented:
    """The parameters that ServiceNow's page on its tables names; it has no description."""

    def __init__(self) -> None:
        self._page = shared_file("providers", "servicenow", "c_TableAPI.md").read_text("utf-8")
        self.checked = 0

    def guarding(self, respond: Respond) -> Respond:
        """Let a fake answer only what the page names."""

        def answer(asked: Asked) -> Told:
            unknown = [name for name in asked.params if name not in self._page]
            assert not unknown, unknown
            assert asked.path.startswith("/api/now/table/")
            self.checked += 1
            return respond(asked)

        return answer


DESCRIPTIONS: dict[str, Callable[[], Specification | Questions | Documented]] = {
    "github": lambda: Specification("github", elsewhere=frozenset({"/user/repos"})),
    "jira": lambda: Specification("jira"),
    "servicenow": Documented,
    "linear": Questions,
    "opsgenie": lambda: Specification("opsgenie"),
    # Its own examples do not fit it, and it asks for a content type of a GET.
    "pagerduty": lambda: Specification(
        "pagerduty", elsewhere=frozenset({"/services"}), answers=False
    ),
    # The description of 2024 asks for a start even beside a cursor and knows no deleted tickets;
    # the docs tell of both.
    "zendesk": lambda: Specification(
        "zendesk",
        suffix=".json",
        elsewhere=frozenset({"/api/v2/search/count.json"}),
        also=frozenset({"per_page", "start_time"}),
        gaps=('"deleted" is not one of',),
    ),
    # Of 2021 and archived: its own examples do not fit it.
    "slack": lambda: Specification("slack", base="/api", also=frozenset({"token"}), answers=False),
}


async def _live(story: Story) -> None:
    async with reading(
        story.connector, story.place, story.secrets, story.guard(story.fake.respond), story.clock
    ) as reader:
        assert await reader.check()
        _ = [choice async for choice in reader.choices()]
        for stream in story.connector.streams:
            await reader.size(stream, story.scope, Span(BEGIN, NOW), NOW)
    await story.sync()
    story.add(1, NOW + timedelta(minutes=5), **{story.title: "It changed"})
    if story.remove is not None:
        story.remove(2, NOW + timedelta(minutes=6))
    await story.sync(LATER)


@pytest.mark.parametrize("provider", STORIES)
def test_what_is_asked_and_answered_fits_the_provider_s_own_description(provider: str) -> None:
    description = DESCRIPTIONS[provider]()
    story = STORIES[provider]()
    story.guard = description.guarding
    story.fill()
    asyncio.run(_live(story))
    assert len(story.book) == story.count
    assert description.checked >= 4


def _asked(params: dict[str, str], authorization: str = "GenieKey k") -> Asked:
    return Asked("GET", "/v2/alerts", params, {"authorization": authorization})


@pytest.mark.parametrize(
    ("asked", "told", "said"),
    [
        (_asked({"limits": "1"}), Told({}), "'limits' is not described"),
        (_asked({"limit": "many"}), Told({}), "parameter 'limit'"),
        (_asked({"order": "up"}), Told({}), "parameter 'order'"),
        (_asked({}, ""), Told({}), "credentials"),
        (_asked({}), Told({"data": "none"}), "answer"),
        (Asked("GET", "/v9/alerts", {}, {}), Told({}), "not described"),
    ],
)
def test_what_does_not_fit_is_named(asked: Asked, told: Told, said: str) -> None:
    found = list(Specification("opsgenie").violations(asked, told))
    assert any(said in one for one in found), found


def test_a_question_that_linear_would_refuse_is_refused() -> None:
    answer = Questions().guarding(lambda _asked: Told({"data": {}}))
    body = {"query": "query { issues(first: 1) { nodes { urgency } } }"}
    with pytest.raises(AssertionError, match="urgency"):
        answer(Asked("POST", "/graphql", {}, {}, body))
