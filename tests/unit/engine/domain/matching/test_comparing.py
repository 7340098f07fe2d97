"""Issues that are compared many at once are answered as those that are asked about one by one."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.comparing import MET_AT_ONCE
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.matches import Match
from causeloop_desktop.engine.domain.matching.model import MatchModel

WORDS = (
    *("payment", "gateway", "timeout", "cart", "login", "search", "disk", "full", "provider"),
    *("invoice", "export", "table", "voucher", "printer", "paper", "session", "cookie", "article"),
    *("catalogue", "index", "queue", "broker", "replica", "certificate"),
)
DAY_US = 86_400_000_000

PHRASE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
STORIES = st.lists(
    st.tuples(PHRASE, st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)),
    min_size=2,
    max_size=12,
)


def documents(stories: Sequence[tuple[str, str]], told: Sequence[int]) -> list[Document]:
    """Tell stories again and again: equal, nearly equal, on the same days and on others."""
    found = []
    for key, at in enumerate(told, start=1):
        title, body = stories[at % len(stories)]
        ending = "" if at % 3 else f" {WORDS[at % len(WORDS)]}"
        found.append(Document(key, title + ending, body, occurred_us=(1 + at % 40) * DAY_US))
    return found


def answers(
    model: MatchModel, fresh: Sequence[Document], page: int
) -> list[tuple[Match, tuple[int, ...]]]:
    """Ask about documents that come page by page; each is known to the next, twins become one."""
    matcher, said, made = Matcher(model), [], 0
    for at, document in enumerate(fresh):
        if page and at % page == 0:
            matcher.prepare(fresh[at : at + page])
        match = matcher.match(document)
        said.append((match, matcher.ranked(document, 100)))
        pattern = match.pattern or 0
        if match.twin is not None:
            made += 1
            pattern = 10_000 + made
            matcher.place(match.twin.issue, pattern)
        matcher.add(document, pattern)
    return said


@settings(max_examples=60, deadline=None)
@given(
    STORIES,
    st.lists(st.integers(0, 200), min_size=30, max_size=90),
    st.sampled_from((1, 2, 7, MET_AT_ONCE, 60)),
)
def test_a_page_is_answered_exactly_as_its_issues_one_by_one(
    stories: Sequence[tuple[str, str]], told: Sequence[int], page: int
) -> None:
    everything = documents(stories, told)
    model = detect(everything[:20]).model
    assert answers(model, everything[20:], page) == answers(model, everything[20:], 0)


def test_where_another_issue_is_added_than_was_expected_the_answers_are_right() -> None:
    stories = [(" ".join(WORDS[at : at + 4]), " ".join(WORDS[at:])) for at in range(8)]
    everything = documents(stories, [*range(60)])
    model = detect(everything[:20]).model
    one, other = Matcher(model), Matcher(model)
    one.prepare(everything[20:50])
    for document in everything[20:30]:
        assert one.match(document) == other.match(document)
    for matcher in (one, other):
        matcher.add(everything[55])
    for document in everything[30:50]:
        assert one.match(document) == other.match(document)
        one.add(document)
        other.add(document)
    assert one.ranked(everything[58]) == other.ranked(everything[58])


def test_issues_that_are_asked_about_apart_do_not_meet() -> None:
    twice = (
        Document(90, "Voucher printer jams", "The printer jams."),
        Document(91, "Voucher printer jams", "The printer jams."),
    )
    matcher = Matcher(detect(documents([("Login is slow", "Login takes long")], [1, 2, 4])).model)
    matcher.prepare(twice, in_turn=False)
    assert [matcher.ranked(document) for document in twice] == [
        Matcher(matcher.model).ranked(document) for document in twice
    ]
