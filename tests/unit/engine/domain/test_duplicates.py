"""Joining what several tools tell: precision first, and people are obeyed."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.duplicates.groups import Groups, leads_of
from causeloop_desktop.engine.domain.duplicates.joins import (
    LEAST_LIKENESS,
    LIKENESS_WINDOW_US,
    LINK_WINDOW_US,
    Alike,
    Join,
    Sighting,
    alike,
    links,
    same_identifier,
)
from causeloop_desktop.engine.domain.duplicates.names import identifiers_in, names_in

HOUR_US = 3_600_000_000
TRACE = "7f9c2ba4e88f827d"


def incident(key: int = 1, at: int = 0, text: str = "", voice: str = "pagerduty") -> Sighting:
    return Sighting(key, voice, f"PD-{key}QX", text, at)


def ticket(text: str, at: int = HOUR_US, voice: str = "jira", key: int = 2) -> Sighting:
    return Sighting(key, voice, f"PAY-{key}", text, at)


@pytest.mark.parametrize(
    "text",
    [
        "Raised from PD-1QX by the on-call",
        "see https://shop.pagerduty.example/incidents/PD-1QX?tab=log",
        '{"incident": "PD-1QX"}',
        "PD-1QX.",
    ],
)
def test_a_ticket_that_names_an_incident_is_joined_with_it(text: str) -> None:
    (join,) = links(ticket(text), [incident()])

    assert (join.left, join.right, join.kind) == (1, 2, "link")
    assert join.reason == "PAY-2 names PD-1QX"
    assert 0.9 < join.score <= 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Similar to PD-1QX of last month",
        "regression of PD-1QX",
        "follow-up to PD-1QX",
        "see also PD-1QX",
        "PD-1QXA is another one",
        "Last week PD-1QX looked the same",
    ],
)
def test_a_mere_mention_joins_nothing(text: str) -> None:
    assert links(ticket(text), [incident()]) == []


def test_a_link_across_weeks_speaks_of_the_past() -> None:
    late = ticket("from PD-1QX", at=LINK_WINDOW_US + 1)

    assert links(late, [incident()]) == []


def test_a_list_of_issues_tells_of_none_of_them() -> None:
    told = [incident(key) for key in range(10, 15)]
    digest = ticket("This week: " + ", ".join(one.external_id for one in told))

    assert links(digest, told) == []
    assert len(links(digest, told[:3])) == 3


def test_two_issues_of_one_source_are_never_joined() -> None:
    twin = incident(2, text="PD-1QX again " + TRACE)

    assert links(twin, [incident()]) == []
    assert same_identifier(incident(), twin, TRACE) is None
    groups = Groups((), (), {1: "pagerduty", 2: "pagerduty"})
    assert groups.settle([Join(1, 2, "likeness", 1.0, "")]) == []


def test_a_shared_identifier_joins() -> None:
    assert identifiers_in(f"trace {TRACE} of request") == (TRACE,)
    assert identifiers_in("deadbeefdeadbeef cafe 1234567890123456") == ()
    join = same_identifier(incident(), ticket(TRACE), TRACE)
    assert join is not None
    assert join.reason == f"both carry {TRACE}"


def test_names_are_words_with_letters_and_digits() -> None:
    assert names_in("order 4711 of web, INC0012, v2 and shop/cart/issues/12") == (
        "INC0012",
        "cart#12",
    )


def test_alike_at_one_time_is_joined_where_that_is_clear() -> None:
    one, other = incident(), ticket("", at=HOUR_US // 2)

    (join,) = alike([Alike(one, other, 0.8)])

    assert join.reason == "they read 80% alike and came 30 min apart"
    assert alike([Alike(one, other, LEAST_LIKENESS - 0.01)]) == []
    assert alike([Alike(one, ticket("", at=LIKENESS_WINDOW_US + 1), 0.9)]) == []


def test_an_ambiguous_likeness_joins_nothing() -> None:
    alerts = [incident(key, at=key) for key in (3, 4)]
    pairs = [Alike(alert, ticket(""), 0.8) for alert in alerts]

    assert alike(pairs) == []
    assert len(alike([pairs[0], Alike(alerts[1], ticket(""), 0.3)])) == 1


def test_other_services_are_other_failures() -> None:
    cart = Sighting(1, "pagerduty", "PD-1QX", "", 0, service="cart")
    mail = Sighting(2, "jira", "PAY-2", "", 0, service="mail")

    assert alike([Alike(cart, mail, 0.9)]) == []


def test_three_tools_tell_one_occurrence() -> None:
    voices = {1: "pagerduty", 2: "jira", 3: "zendesk"}
    groups = Groups((), (), voices)

    assert len(groups.settle([Join(1, 2, "link", 0.9, ""), Join(2, 3, "link", 0.8, "")])) == 2
    assert set(groups.members(3)) == {1, 2, 3}
    assert leads_of([(1, 2), (2, 3), (7, 9)]) == {1: 1, 2: 1, 3: 1, 7: 7, 9: 7}


ISSUES = st.integers(1, 12)
PAIRS = st.lists(st.tuples(ISSUES, ISSUES).filter(lambda pair: pair[0] != pair[1]), max_size=20)
JOINS = st.lists(
    st.builds(
        lambda pair, score: Join(min(pair), max(pair), "link", score, ""),
        st.tuples(ISSUES, ISSUES).filter(lambda pair: pair[0] != pair[1]),
        st.floats(0, 1),
    ),
    max_size=25,
)
VOICES = st.fixed_dictionaries({key: st.sampled_from("abcd") for key in range(1, 13)})


@given(JOINS, PAIRS, VOICES, st.randoms())
def test_no_group_has_a_voice_twice_nor_what_people_parted(
    joins: list[Join],
    parted: list[tuple[int, int]],
    voices: dict[int, str],
    random: Random,
) -> None:
    groups = Groups((), parted, voices)
    taken = groups.settle(joins)

    for issue in voices:
        members = groups.members(issue)
        assert len({voices[member] for member in members}) == len(members)
        assert not any(set(pair) <= set(members) for pair in parted)
    shuffled = list(joins)
    random.shuffle(shuffled)
    assert Groups((), parted, voices).settle(shuffled) == taken
    leads = leads_of((join.left, join.right) for join in taken)
    for one, other in combinations(leads, 2):
        assert (leads[one] == leads[other]) == (other in groups.members(one))
