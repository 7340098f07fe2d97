"""Bodies that providers really sent, where the shared data is there, become records of ours."""

import json

import pytest

from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.walking.rows import take_row
from causeloop_desktop.engine.domain.records.stages import STAGES, stage_of_status
from tests.support.shared import shared_file

TOLD = [
    ("github", "issues_opened.payload.json", "new"),
    ("github", "issues_edited.payload.json", "new"),
    ("github", "issues_reopened.payload.json", "new"),
    ("github", "issues_deleted.payload.json", "wont_fix"),
    ("jira", "webhook-issue-created.json", "new"),
    ("jira", "webhook-issue-updated-resolved.json", "resolved"),
    ("jira", "webhook-issue-updated-raised-priority.json", "new"),
    ("pagerduty", "02_incident.priority_updated.json", "new"),
    ("zendesk", "ticket.agent_assignment_changed.json", "new"),
]
SILENT = [
    ("github", "ping_payload.json", "ping"),
    ("github", "issue_comment_created.payload.json", "issue_comment"),
    ("jira", "webhook-cloud-comment-created.json", ""),
    ("linear", "sdk_comment_create.json", ""),
]


@pytest.mark.parametrize(("type_", "name", "stage"), TOLD)
def test_a_real_body_becomes_a_record(type_: str, name: str, stage: str) -> None:
    message = json.loads(shared_file("providers", type_, "webhooks_dev", name).read_text())
    connector = connectors()[type_]
    assert connector.webhook is not None
    [one] = connector.webhook.read({"x-github-event": "issues"}, message)
    stream = next(stream for stream in connector.streams if stream.name == one.stream)
    taken = take_row(stream, Place(scope=one.scope, base_url="https://acme.example"), one.row)
    assert taken is not None
    assert taken.record.title
    assert taken.record.source_updated_at is not None
    number = stage_of_status(taken.record.status)
    assert number is not None
    assert STAGES[number].value == stage


@pytest.mark.parametrize(("type_", "name", "event"), SILENT)
def test_a_body_about_something_else_is_left_alone(type_: str, name: str, event: str) -> None:
    message = json.loads(shared_file("providers", type_, "webhooks_dev", name).read_text())
    webhook = connectors()[type_].webhook
    assert webhook is not None
    assert list(webhook.read({"x-github-event": event}, message)) == []
