"""The growing index: who is ranked, in which order, and that nobody later is."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.growing import GrowingIndex
from causeloop_desktop.engine.domain.tokens import Terms, terms_of

WORDS = st.sampled_from(["disk", "full", "node", "login", "slow", "queue", "lag", "expired"])
TITLES = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=12)


def terms(title: str, body: str = "") -> Terms:
    return terms_of(Document(0, title, body))


def index_of(titles: Sequence[str]) -> GrowingIndex:
    index = GrowingIndex()
    for issue, title in enumerate(titles):
        index.add(issue, terms(title))
    return index


def test_the_most_alike_comes_first_and_what_shares_nothing_not_at_all() -> None:
    index = index_of(["Login page is slow", "Disk full on node", "Disk full on queue node"])
    assert index.ranked(terms("Disk full on node"), 10) == (1, 2)


def test_of_equals_the_latest_comes_first_also_where_the_limit_cuts() -> None:
    index = index_of(["Disk full"] * 5)
    assert index.ranked(terms("Disk full"), 3) == (4, 3, 2)


def test_rare_terms_weigh_more_than_common_ones() -> None:
    index = index_of(["Queue stuck", "Queue lag", "Queue slow", "Queue full", "Expired queue"])
    assert index.ranked(terms("Certificate expired in queue"), 1) == (4,)


def test_nothing_is_like_an_issue_without_words() -> None:
    assert index_of(["Disk full"]).ranked(terms("17"), 10) == ()
    assert GrowingIndex().ranked(terms("Disk full"), 10) == ()


@given(TITLES, st.integers(min_value=1, max_value=6))
@settings(max_examples=50, deadline=None)
def test_a_shorter_list_is_the_beginning_of_a_longer_one(titles: list[str], limit: int) -> None:
    index = index_of(titles[:-1])
    whole = index.ranked(terms(titles[-1]), len(titles))
    assert index.ranked(terms(titles[-1]), limit) == whole[:limit]
    assert len(set(whole)) == len(whole)
