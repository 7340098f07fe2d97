"""The sample workspace: the same for everybody, and like real life in what can be counted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import episodes_of
from causeloop_desktop.engine.domain.forecasts.forecast import forecast
from causeloop_desktop.engine.domain.sample import SEED, Sample, generate
from causeloop_desktop.engine.domain.sample.workspace import ONEOFFS, STORIES

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SOURCES = {
    "jira",
    "github",
    "pagerduty",
    "zendesk",
    "servicenow",
    "slack",
    "opsgenie",
    "linear",
    "email",
    "database",
    "custom_api",
}


@pytest.fixture(scope="module")
def sample() -> Sample:
    return generate(SEED, NOW)


def test_the_same_seed_and_day_tell_the_same() -> None:
    assert generate(5, NOW) == generate(5, NOW)
    assert generate(5, NOW) != generate(6, NOW)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 3_000))
def test_any_seed_on_any_day_is_well_formed(seed: int, day: int) -> None:
    now = NOW + timedelta(days=day)
    issues = generate(seed, now).issues
    times = [issue.source_created_at for issue in issues]
    assert times == sorted(times)
    assert now - timedelta(days=181) <= times[0] <= times[-1] <= now
    assert all(i.source_created_at <= i.source_updated_at <= now for i in issues)
    assert len({issue.external_id for issue in issues}) == len(issues)
    assert 330 <= len(issues) <= 560


def test_size_and_shares(sample: Sample) -> None:
    assert 400 <= len(sample.issues) <= 480
    assert 0.2 <= 1 - len(sample.truth) / len(sample.issues) <= 0.28
    assert {issue.source for issue in sample.issues} == SOURCES
    assert {issue.severity for issue in sample.issues} == {"p1", "p2", "p3", "p4"}
    assert {i.status for i in sample.issues} == {"open", "in_progress", "resolved", "closed"}
    assert {issue.service for issue in sample.issues} >= {"search-api", "login"}


@pytest.mark.parametrize("days", [1, 30, 90, 200, 365])
def test_on_later_days_it_is_as_large(days: int) -> None:
    assert 400 <= len(generate(SEED, NOW + timedelta(days=days)).issues) <= 480


def test_it_reaches_up_to_today(sample: Sample) -> None:
    assert NOW - sample.issues[-1].source_created_at < timedelta(hours=4)


def test_every_failure_recurs_in_several_voices(sample: Sample) -> None:
    counts = Counter(sample.truth.values())
    assert set(counts) == {story.name for story in STORIES}
    pairs = [name for name, count in counts.items() if count == 2]
    assert len(pairs) == 4
    assert all(count >= 6 for name, count in counts.items() if name not in pairs)
    sources = defaultdict(set)
    for issue in sample.issues:
        sources[sample.truth.get(issue.external_id)].add(issue.source)
    assert sum(len(found) >= 3 for name, found in sources.items() if name) >= 12


def test_nothing_is_left_unfilled(sample: Sample) -> None:
    for issue in sample.issues:
        assert not re.search(r"[{}]|===|\bNone$", issue.title + issue.body), issue.external_id
        assert 10 <= len(issue.title) <= 90
        assert 15 <= len(issue.body.split()) <= 80, issue.external_id


def test_bodies_carry_logs_and_traces(sample: Sample) -> None:
    lines = [line for issue in sample.issues for line in issue.body.splitlines()]
    assert any(line.startswith("  at shop.") for line in lines)
    assert any(" ERROR " in line for line in lines)
    assert not any(line.startswith(("| ", "# ", "--")) for line in lines)


def test_no_two_oneoffs_are_alike() -> None:
    titles = [voice.titles for voice in ONEOFFS]
    assert len(titles) == len(set(titles))
    assert all(len(voice.bodies) == 1 for voice in ONEOFFS)
    assert {voice.source for voice in ONEOFFS} <= SOURCES


def test_rhythms_make_different_forecasts(sample: Sample) -> None:
    times = defaultdict(list)
    for issue in sample.issues:
        if name := sample.truth.get(issue.external_id):
            times[name].append(int(issue.source_created_at.timestamp()) * 1_000_000)
    now = int(NOW.timestamp()) * 1_000_000
    made = {name: forecast(episodes_of(found), now) for name, found in times.items()}
    weeks = {name: f.within(7).probability for name, f in made.items() if f is not None}
    assert weeks["Acquirer times out under checkout load"] > 0.5
    assert weeks["Partner gateway certificate expired"] < 0.15
    fixed = made["Refund webhook handled twice"]
    assert fixed is not None
    assert fixed.stale
    storm = made["Node memory pressure evicts cart pods"]
    assert storm is not None
    assert storm.episodes == 4


def test_tickets_name_who_told_of_the_same_first(sample: Sample) -> None:
    by_id = {issue.external_id: issue for issue in sample.issues}
    pairs = [
        (issue, by_id[value])
        for issue in sample.issues
        for value in issue.metadata.values()
        if value in by_id
    ]
    assert len(pairs) > 50
    for issue, first in pairs:
        assert sample.truth[issue.external_id] == sample.truth[first.external_id]
        assert issue.source != first.source
        assert issue.source_created_at >= first.source_created_at
