"""How a connection and its runs are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from causeloop_desktop.contract.connectors import (
    BackfillEstimate,
    Connector,
    ConnectorId,
    ConnectorStatus,
    Schedule,
    SyncDetails,
    SyncRun,
    SyncRunId,
    SyncStatus,
)
from causeloop_desktop.desktop.views.integrations.tiles import initials
from causeloop_desktop.desktop.views.integrations.words import (
    counts_text,
    estimate_text,
    health_text,
    standing_text,
    status_chip,
    times_text,
    took_text,
    waiting_text,
    why_nothing_text,
)

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)


def run(status: SyncStatus = SyncStatus.SUCCESS, seconds: float = 12, **counts: int) -> SyncRun:
    return SyncRun(
        id=SyncRunId("run_1"),
        connector_id=ConnectorId("con_1"),
        status=status,
        started_at=NOW - timedelta(minutes=5),
        finished_at=NOW - timedelta(minutes=5) + timedelta(seconds=seconds),
        new=counts.get("new", 0),
        skipped=counts.get("skipped", 0),
    )


def connection(status: ConnectorStatus = ConnectorStatus.CONNECTED, **values: object) -> Connector:
    known: dict[str, object] = {
        "id": "con_1",
        "type": "jira",
        "title": "Jira",
        "display_name": "Our Jira",
        "status": status,
        "created_at": NOW,
    }
    return Connector.model_validate(known | values)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "< 1 s"), (12, "12 s"), (180, "3 min"), (9000, "2.5 h")],
)
def test_how_long_a_run_took(seconds: float, said: str) -> None:
    assert took_text(run(seconds=seconds), NOW).replace("\u00a0", " ") == said


def test_counts_leave_out_what_is_zero() -> None:
    assert counts_text(run(new=1200, skipped=2)) == "1,200 new, 2 skipped"
    assert counts_text(run()) == "nothing new"


def test_a_connection_says_how_it_is_and_why() -> None:
    good = connection(last_run=run(new=3), last_synced_at=NOW - timedelta(minutes=5))
    assert health_text(good, NOW) == "Read 4 min ago: 3 new."
    assert standing_text(good, NOW) == "read 5 min ago"
    failed = run(SyncStatus.ERROR).model_copy(
        update={"details": SyncDetails(message="The credentials were refused.")}
    )
    bad = connection(ConnectorStatus.ERROR, last_run=failed, status_reason="Refused.")
    assert health_text(bad, NOW) == "Refused."
    assert why_nothing_text(bad) == "Our Jira: The credentials were refused."
    new = connection(ConnectorStatus.PENDING, last_run=None, status_reason="")
    assert health_text(new, NOW).startswith("It has no credentials that work yet.")
    rests = connection(ConnectorStatus.PAUSED, paused_by="ada", status_reason="They move.")
    assert health_text(rests, NOW) == "Paused by ada: They move."


def test_a_run_that_is_under_way_is_told_before_all_else() -> None:
    busy = connection(ConnectorStatus.ERROR, running="run_1", status_reason="Refused.")
    assert status_chip(busy)[0] == "syncing"
    assert why_nothing_text(busy).startswith("Our Jira is being read.")


def test_times_of_another_day_carry_it() -> None:
    coming = Schedule(next_runs=(NOW + timedelta(minutes=30), NOW + timedelta(days=1)))
    today, tomorrow = times_text(coming, NOW).split(" · ")
    assert len(today) == len("10:30")
    assert "May" in tomorrow


@pytest.mark.parametrize(
    ("title", "letters"),
    [("GitHub", "GH"), ("Jira", "Ji"), ("Custom API", "CA"), ("E-mail", "E-"), ("linear", "Li")],
)
def test_a_source_without_a_picture_has_its_letters(title: str, letters: str) -> None:
    assert initials(title) == letters


def test_a_wait_is_said_to_the_second_and_only_while_it_lasts() -> None:
    waits = run(SyncStatus.RUNNING).model_copy(
        update={
            "finished_at": None,
            "waiting_for": "for Jira's limit",
            "waiting_until": NOW + timedelta(seconds=40.4),
        }
    )
    reading = connection(last_run=waits, running=waits.id)
    assert waiting_text(reading, NOW).replace("\u00a0", " ") == "waiting 41 s for Jira's limit"
    assert standing_text(reading, NOW) == waiting_text(waits, NOW)
    assert waiting_text(reading, NOW + timedelta(seconds=41)) == ""
    assert waiting_text(connection(), NOW) == ""


def test_a_run_that_waited_says_how_long() -> None:
    waited = run(new=3).model_copy(update={"waited_seconds": 180})
    assert health_text(connection(last_run=waited), NOW).endswith(
        "It waited 3 minutes for the source."
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"certainty": "judged", "rows": 12_000, "requests": 120, "seconds": 180},
            "About 12,000 rows in 120 requests, 3 minutes.",
        ),
        (
            {"certainty": "counted", "rows": 5, "requests": 1, "seconds": 1},
            "5 rows in 1 request, less than a minute.",
        ),
        (
            {"certainty": "counted", "rows": 9, "requests": 2, "seconds": 20_000, "untold": ["a"]},
            "9 rows in 2 requests, 6 hours. Not counted: a.",
        ),
        (
            {"certainty": "unknown", "requests_per_minute": 10},
            "How much there is cannot be told before it is read; "
            "at most 10 requests a minute are asked.",
        ),
        ({"certainty": "unknown"}, "How much there is cannot be told before it is read."),
    ],
)
def test_an_estimate_is_a_sentence(values: dict[str, object], said: str) -> None:
    assert estimate_text(BackfillEstimate.model_validate(values)) == said


def test_nothing_yet_says_that_it_waits() -> None:
    reading = connection(running="run_1", waiting="41 s for Jira's limit")
    assert why_nothing_text(reading).startswith(
        "Our Jira is being read and waits 41 s for Jira's limit."
    )
