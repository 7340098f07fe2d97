"""What providers tell by themselves becomes rows of their streams."""

from datetime import UTC, datetime
from typing import Any

import pytest

from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.pages import Taken
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.walking.rows import take_row
from causeloop_desktop.connectors.webhooks.webhook import Heard
from causeloop_desktop.engine.domain.records.stages import STAGES, stage_of_status

EVERY = connectors()


def heard(type_: str, message: dict[str, Any], **headers: str) -> list[Heard]:
    webhook = EVERY[type_].webhook
    assert webhook is not None
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return list(webhook.read(named, message))


def taken(type_: str, one: Heard, **settings: Any) -> Taken:
    connector = EVERY[type_]
    stream = next(stream for stream in connector.streams if stream.name == one.stream)
    place = Place({**settings, **one.learned}, one.scope, "https://acme.example")
    row = take_row(stream, place, one.row)
    assert row is not None
    return row


def stage(status: str | None) -> str:
    number = stage_of_status(status)
    assert number is not None
    return STAGES[number].value


GITHUB_ISSUE = {
    "id": 1,
    "node_id": "I_1",
    "number": 1,
    "title": "It fails",
    "body": None,
    "state": "open",
    "html_url": "https://github.com/acme/shop/issues/1",
    "created_at": "2026-03-01T09:00:00Z",
    "updated_at": "2026-03-02T10:00:00Z",
    "labels": [],
}


@pytest.mark.parametrize(
    ("action", "status"), [("opened", "open"), ("deleted", "deleted"), ("transferred", "deleted")]
)
def test_github_tells_of_issues_and_that_one_is_gone(action: str, status: str) -> None:
    message = {
        "action": action,
        "issue": GITHUB_ISSUE,
        "repository": {"full_name": "acme/shop"},
    }
    [one] = heard("github", message, x_github_event="issues")
    assert one.scope == "acme/shop"
    assert taken("github", one).record.status == status
    assert heard("github", {"zen": "Keep it simple."}, x_github_event="ping") == []
    assert heard("github", {**message, "comment": {}}, x_github_event="issue_comment") == []


def test_jira_tells_when_an_issue_was_deleted() -> None:
    issue = {
        "id": "10001",
        "key": "PAY-1",
        "fields": {
            "summary": "Payments time out",
            "description": "plain text, as the older API writes it",
            "status": {"name": "Offen", "statusCategory": {"key": "new"}},
            "project": {"key": "PAY"},
            "created": "2026-03-01T09:00:00.000+0100",
            "updated": "2026-03-02T10:00:00.123+0100",
        },
    }
    message = {"webhookEvent": "jira:issue_deleted", "timestamp": 1_772_500_000_000, "issue": issue}
    [one] = heard("jira", message)
    record = taken("jira", one).record
    assert stage(record.status) == "wont_fix"
    assert record.source_updated_at == datetime.fromtimestamp(1_772_500_000, UTC)
    [changed] = heard("jira", {**message, "webhookEvent": "jira:issue_updated"})
    assert taken("jira", changed).record.status == "open"
    assert changed.scope == "PAY"
    assert heard("jira", {**message, "webhookEvent": "comment_created"}) == []


def test_pagerduty_tells_of_incidents_only() -> None:
    incident = {
        "id": "Q1",
        "type": "incident",
        "html_url": "https://acme.pagerduty.com/incidents/Q1",
        "number": 7,
        "status": "resolved",
        "created_at": "2026-03-01T09:00:00Z",
        "title": "The queue is full",
        "service": {"id": "P1", "summary": "Checkout"},
        "urgency": "high",
    }
    event = {"occurred_at": "2026-03-02T10:00:00.169Z", "data": incident}
    [one] = heard("pagerduty", {"event": event})
    row = taken("pagerduty", one)
    assert (one.scope, row.origin, row.record.metadata["key"]) == ("P1", "acme.pagerduty.com", "#7")
    assert row.record.source_updated_at == datetime(2026, 3, 2, 10, 0, 0, 169_000, UTC)
    note = {**event, "data": {"id": "N1", "type": "incident_note"}}
    assert heard("pagerduty", {"event": note}) == []


def test_linear_tells_of_issues_with_plain_labels() -> None:
    data = {
        "id": "539068e2",
        "identifier": "ENG-1",
        "title": "It fails",
        "priority": 2,
        "createdAt": "2026-03-01T09:00:00.000Z",
        "updatedAt": "2026-03-02T10:00:00.000Z",
        "state": {"type": "started"},
        "team": {"key": "ENG"},
        "labels": [{"name": "bug"}],
    }
    url = "https://linear.app/acme/issue/ENG-1/it-fails"
    message = {"type": "Issue", "action": "update", "data": data, "url": url}
    row = taken("linear", heard("linear", message)[0])
    assert (row.origin, row.record.metadata["labels"]) == ("linear.app/acme", "bug")
    gone = {**message, "action": "remove", "createdAt": "2026-03-03T10:00:00.000Z"}
    record = taken("linear", heard("linear", gone)[0]).record
    assert record.status == "deleted"
    assert record.source_updated_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert heard("linear", {**message, "type": "Comment"}) == []


def test_zendesk_writes_words_in_capitals_and_times_in_nanoseconds() -> None:
    message = {
        "type": "zen:event-type:ticket.soft_deleted",
        "time": "2026-03-03T12:15:45.789012345Z",
        "detail": {
            "id": "5158",
            "subject": "Cannot log in",
            "priority": "URGENT",
            "status": "OPEN",
            "type": "PROBLEM",
            "created_at": "2026-03-01T09:00:00Z",
            "updated_at": "2026-03-02T10:00:00Z",
        },
    }
    record = taken("zendesk", heard("zendesk", message)[0]).record
    assert (record.severity, record.status, record.metadata["type"]) == ("p1", "deleted", "problem")
    assert record.source_updated_at == datetime(2026, 3, 3, 12, 15, 45, 789_012, UTC)
    message["type"] = "zen:event-type:ticket.status_changed"
    assert taken("zendesk", heard("zendesk", message)[0]).record.status == "open"
    assert heard("zendesk", {"type": "zen:event-type:user.created"}) == []


def test_slack_tells_of_late_edits_and_deletions() -> None:
    event = {"type": "message", "channel": "C1", "ts": "1772500000.000100", "text": "It is down"}
    [one] = heard("slack", {"team_id": "T1", "event": event})
    row = taken("slack", one)
    assert (row.origin, row.record.external_id) == ("T1", "C1:1772500000.000100")
    edited = {**event, "text": "It is up", "edited": {"ts": "1772500060.000000"}}
    changed = {"type": "message", "subtype": "message_changed", "channel": "C1", "message": edited}
    assert taken("slack", heard("slack", {"event": changed})[0]).record.title == "It is up"
    deleted = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "deleted_ts": event["ts"],
        "event_ts": "1772500090.000000",
        "previous_message": event,
    }
    record = taken("slack", heard("slack", {"event": deleted})[0]).record
    assert (record.external_id, record.status) == ("C1:1772500000.000100", "deleted")
    assert record.source_updated_at == datetime.fromtimestamp(1_772_500_090, UTC)


def test_slack_wants_its_challenge_repeated() -> None:
    webhook = EVERY["slack"].webhook
    assert webhook is not None
    assert webhook.challenge({"type": "url_verification", "challenge": "3eZbrw"}) == "3eZbrw"
    assert webhook.challenge({"type": "event_callback"}) is None
