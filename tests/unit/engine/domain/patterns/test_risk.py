"""Risk as parts that add up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.patterns.risk import (
    SEVERITIES,
    certainty_of,
    impact,
    issue_risk,
    pattern_risk,
)

probabilities = st.none() | st.floats(0.01, 0.99)
impacts = st.none() | st.sampled_from(SEVERITIES)
paces = st.none() | st.floats(0.01, 50.0)
few = st.integers(0, 30)


def test_a_pattern_in_the_worst_state() -> None:
    risk = pattern_risk(probability_30d=0.99, impact="p1", pace=5.0, teams=4, services=3)
    assert [part.points for part in risk.parts] == [50, 25, 15, 10, 0]
    assert risk.total == 100


def test_each_part_says_why() -> None:
    risk = pattern_risk(
        probability_30d=0.64, impact="p2", pace=1.4, teams=1, services=2, certainty=0.9
    )
    assert [(part.name, part.points, part.text) for part in risk.parts] == [
        ("recurrence", 32, "64 % within 30 days"),
        ("severity", 18, "P2 impact"),
        ("trend", 7, "1.4 times the usual pace"),
        ("spread", 2, "1 team, 2 services"),
        ("certainty", -18, "90 % sure that its issues are one failure"),
    ]


def test_a_pattern_that_nothing_is_known_of() -> None:
    risk = pattern_risk(probability_30d=None, impact=None, pace=None, teams=0, services=0)
    assert risk.total == 0
    assert risk.parts[0].text == "not enough data"


@given(probabilities, impacts, paces, few, few, st.floats(0, 1))
def test_the_total_is_what_the_parts_show(
    p: float | None,
    severity: str | None,
    pace: float | None,
    teams: int,
    services: int,
    certainty: float,
) -> None:
    risk = pattern_risk(
        probability_30d=p,
        impact=severity,
        pace=pace,
        teams=teams,
        services=services,
        certainty=certainty,
    )
    *earned, doubt = risk.parts
    assert risk.total == sum(part.points for part in risk.parts)
    assert all(0 <= part.points <= part.most for part in earned)
    assert doubt.points <= 0 <= risk.total
    assert sum(part.most for part in risk.parts) == 100


@given(st.floats(0.01, 0.98), st.sampled_from(SEVERITIES[1:]), st.floats(0.1, 4.0), few)
def test_more_of_anything_is_never_less_risk(p: float, severity: str, pace: float, n: int) -> None:
    higher = SEVERITIES[SEVERITIES.index(severity) - 1]
    base = pattern_risk(probability_30d=p, impact=severity, pace=pace, teams=n, services=1)
    worse = (
        pattern_risk(probability_30d=p + 0.01, impact=severity, pace=pace, teams=n, services=1),
        pattern_risk(probability_30d=p, impact=higher, pace=pace, teams=n, services=1),
        pattern_risk(probability_30d=p, impact=severity, pace=pace * 1.5, teams=n, services=1),
        pattern_risk(probability_30d=p, impact=severity, pace=pace, teams=n + 1, services=1),
    )
    assert all(risk.total >= base.total for risk in worse)


def test_an_issue_takes_most_from_its_pattern() -> None:
    assert issue_risk("p2", 82) == round(0.6 * 82 + 0.4 * 70)
    assert issue_risk("p1", 100) == 96


@pytest.mark.parametrize(("severity", "risk"), [("p1", 90), ("p2", 70), ("p3", 40), ("p4", 15)])
def test_alone_an_issue_is_as_risky_as_its_severity_says(severity: str, risk: int) -> None:
    assert issue_risk(severity, None) == risk


def test_impact_ignores_a_rare_extreme() -> None:
    assert impact({"p1": 1, "p2": 4, "p3": 20}) == "p3"
    assert impact({"p1": 1, "p2": 5, "p3": 19}) == "p2"
    assert impact({"p1": 1, "p4": 4}) == "p1"
    assert impact({}) is None
    assert impact({"p1": 0}) is None


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10_000))
def test_surer_is_never_less_risk(one: float, other: float, issues: int) -> None:
    low, high = (certainty_of(value, issues) for value in sorted((one, other)))
    assert 0 <= low <= high + 1e-12 <= 1 + 1e-12
    totals = [
        pattern_risk(
            probability_30d=0.6, impact="p2", pace=1.0, teams=2, services=2, certainty=certainty
        ).total
        for certainty in (low, high, 1.0)
    ]
    assert totals == sorted(totals)


def test_what_is_more_likely_a_topic_than_a_failure_carries_no_risk() -> None:
    totals = {
        certainty: pattern_risk(
            probability_30d=0.99, impact="p1", pace=5.0, teams=4, services=3, certainty=certainty
        ).total
        for certainty in (1.0, 0.9, 0.8, 2 / 3, 0.3, 0.0)
    }
    assert totals == {1.0: 100, 0.9: 70, 0.8: 40, 2 / 3: 0, 0.3: 0, 0.0: 0}


def test_two_or_three_issues_are_one_failure_if_all_others_are() -> None:
    assert certainty_of(0.7, 2) == pytest.approx(0.7)
    assert certainty_of(0.7, 3) == pytest.approx(0.7**2)
    assert certainty_of(0.94, 40) > 0.93, "a few strays cost a large pattern little"
    assert certainty_of(0.4, 40) < 0.42, "but a topic is no failure, however large"
    assert certainty_of(1.0, 5) == 1


@pytest.mark.parametrize("issues", [2, 3, 4, 9])
def test_certainty_is_the_expected_share_of_what_came_back(issues: int) -> None:
    c = 0.6
    binomial = [
        math.comb(issues - 1, k - 1) * c ** (k - 1) * (1 - c) ** (issues - k)
        for k in range(1, issues + 1)
    ]
    least = min(issues, 3)
    expected = sum(k / issues * binomial[k - 1] for k in range(least, issues + 1))
    assert certainty_of(c, issues) == pytest.approx(expected)
