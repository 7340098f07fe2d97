"""What columns are taken for."""

import pytest

from causeloop_desktop.contract.imports import IssueField
from causeloop_desktop.engine.domain.importing.columns import choose_columns
from causeloop_desktop.engine.domain.importing.rows import UnreadableFileError


def test_reads_the_columns_of_a_jira_export() -> None:
    columns = ["id", "key", "fields.summary", "fields.description", "fields.priority.name"]
    columns += ["fields.status.name", "fields.created", "fields.updated", "fields.project.key"]

    assert choose_columns(columns, {}) == {
        IssueField.EXTERNAL_ID: "key",
        IssueField.TITLE: "fields.summary",
        IssueField.BODY: "fields.description",
        IssueField.SEVERITY: "fields.priority.name",
        IssueField.STATUS: "fields.status.name",
        IssueField.SOURCE_CREATED_AT: "fields.created",
        IssueField.SOURCE_UPDATED_AT: "fields.updated",
    }


def test_reads_the_columns_of_a_servicenow_export() -> None:
    columns = ["Number", "Short description", "Description", "Priority", "Assignment group"]
    columns += ["Opened at", "Updated", "State"]

    assert choose_columns(columns, {}) == {
        IssueField.EXTERNAL_ID: "Number",
        IssueField.TITLE: "Short description",
        IssueField.BODY: "Description",
        IssueField.SEVERITY: "Priority",
        IssueField.TEAM: "Assignment group",
        IssueField.SOURCE_CREATED_AT: "Opened at",
        IssueField.SOURCE_UPDATED_AT: "Updated",
        IssueField.STATUS: "State",
    }


def test_a_group_and_a_time_make_events() -> None:
    chosen = choose_columns(["group_id", "event_time", "severity"], {})

    assert chosen[IssueField.FINGERPRINT] == "group_id"
    assert chosen[IssueField.SOURCE_CREATED_AT] == "event_time"
    assert IssueField.TITLE not in chosen


def test_a_date_column_must_hold_dates() -> None:
    samples = {"time": ("fast", "slow"), "created": ("2021-01-01",)}

    assert choose_columns(["time"], samples) == {}
    assert choose_columns(["created"], samples) == {IssueField.SOURCE_CREATED_AT: "created"}


def test_the_text_is_the_title_where_nothing_else_is() -> None:
    assert choose_columns(["description"], {}) == {IssueField.TITLE: "description"}


def test_what_is_given_wins_and_its_column_is_used_once() -> None:
    chosen = choose_columns(["title", "summary"], {}, {IssueField.BODY: "title"})

    assert chosen == {IssueField.BODY: "title", IssueField.TITLE: "summary"}


def test_a_field_given_as_nothing_stays_unmapped() -> None:
    assert choose_columns(["title", "team"], {}, {IssueField.TEAM: ""}) == {
        IssueField.TITLE: "title"
    }


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UnreadableFileError, match=r'"nam".*title.*The file has: name, id\.'):
        choose_columns(["name", "id"], {}, {IssueField.TITLE: "nam"})
