"""What a column means: its name, read the way people name such columns."""

import re
from collections.abc import Iterable, Mapping, Sequence

from causeloop_desktop.contract.imports import IssueField
from causeloop_desktop.engine.domain.importing.rows import UnreadableFileError
from causeloop_desktop.engine.domain.records.moments import UnreadableMomentError, read_moment

FieldColumns = dict[IssueField, str]
"""Which column each field is taken from."""

_SYNONYMS: dict[IssueField, str] = {
    IssueField.EXTERNAL_ID: "external_id key issue_key number ticket_number incident_number "
    "issue_number issue_id ticket_id incident_id case_id case_number alert_id event_id ticket "
    "reference node_id id uid uuid guid sys_id",
    IssueField.TITLE: "title summary subject short_description headline issue_title message msg "
    "error_message error name event log_message content line",
    IssueField.BODY: "body description details detail long_description text full_text "
    "stack_trace stacktrace traceback comment comments notes work_notes",
    IssueField.SEVERITY: "severity priority prio sev severity_level level log_level loglevel "
    "urgency impact criticality importance",
    IssueField.TEAM: "team assigned_team team_name owner_team assignment_group squad "
    "responsible_team support_group",
    IssueField.SERVICE: "service service_name component components affected_service application "
    "app app_name cmdb_ci subsystem system module microservice",
    IssueField.SOURCE: "source source_system source_tool source_name tool",
    IssueField.EXTERNAL_URL: "external_url url link html_url web_url permalink href issue_url",
    IssueField.SOURCE_CREATED_AT: "source_created_at created_at created created_on creation_date "
    "date_created opened_at opened reported_at reported_on occurred_at event_time timestamp "
    "timestamp_utc datetime date_time started_at start_time starts_at sys_created_on first_seen "
    "ts time date",
    IssueField.SOURCE_UPDATED_AT: "source_updated_at updated_at updated updated_on modified_at "
    "modified last_updated last_modified date_modified changed_at sys_updated_on last_seen",
    IssueField.STATUS: "status state issue_status issue_state current_status",
    IssueField.FINGERPRINT: "fingerprint group_id grouping_key dedup_key deduplication_key "
    "incident_key alert_key aggregation_key error_hash error_signature signature alias",
}

_CONTAINERS = frozenset(
    {"fields", "issue", "data", "attributes", "payload", "properties", "source", "incident"}
)
_GENERIC = frozenset({"name", "value", "label", "displayname", "summary"})
_DATES = frozenset({IssueField.SOURCE_CREATED_AT, IssueField.SOURCE_UPDATED_AT})


def _squeeze(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())


_RANKS: dict[IssueField, dict[str, int]] = {
    field: {_squeeze(word): rank for rank, word in enumerate(words.split())}
    for field, words in _SYNONYMS.items()
}


def choose_columns(
    columns: Sequence[str],
    samples: Mapping[str, Sequence[str]],
    given: Mapping[IssueField, str] | None = None,
) -> FieldColumns:
    """Map fields to columns: as ``given``, the rest by the names of the columns left.

    A field given as the empty text stays unmapped. A column of dates must hold dates.

    Raises:
        UnreadableFileError: ``given`` names a column that the file does not have.
    """
    given = given or {}
    _check_given(columns, given)
    free = [column for column in columns if column not in given.values()]
    chosen = {field: column for field, column in given.items() if column}
    for field in IssueField:
        if field not in given and (column := _best(field, free, samples)):
            chosen[field] = column
            free.remove(column)
    return _with_title(chosen, given)


def _check_given(columns: Sequence[str], given: Mapping[IssueField, str]) -> None:
    for field, column in given.items():
        if column and column not in columns:
            names = ", ".join(columns[:30])
            raise UnreadableFileError(
                f'There is no column "{column}" to take {field} from. The file has: {names}.'
            )


def _best(
    field: IssueField, columns: Iterable[str], samples: Mapping[str, Sequence[str]]
) -> str | None:
    ranked = [
        (rank, column)
        for column in columns
        if (rank := _rank(field, column)) is not None
        and (field not in _DATES or _holds_dates(samples.get(column, ())))
    ]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _rank(field: IssueField, column: str) -> int | None:
    ranks = _RANKS[field]
    whole, own = _squeeze(column), _own_name(column)
    if whole in ranks:
        return ranks[whole]
    return None if own is None or own not in ranks else ranks[own] + len(ranks)


def _own_name(column: str) -> str | None:
    """Name what a nested column is about: ``fields.priority.name`` is the priority."""
    parts = [_squeeze(part) for part in column.split(".")]
    while len(parts) > 1 and parts[0] in _CONTAINERS:
        parts = parts[1:]
    if len(parts) == 2 and parts[1] in _GENERIC:
        return parts[0]
    return parts[0] if len(parts) == 1 else None


def _holds_dates(values: Sequence[str]) -> bool:
    if not values:
        return True
    return sum(map(_is_date, values)) * 2 >= len(values)


def _is_date(value: str) -> bool:
    try:
        read_moment(value)
    except UnreadableMomentError:
        return False
    return True


def _with_title(chosen: FieldColumns, given: Mapping[IssueField, str]) -> FieldColumns:
    """Let the text stand for a title where nothing else could; its full length stays the body."""
    names = (IssueField.TITLE, IssueField.FINGERPRINT)
    if any(name in chosen or name in given for name in names) or IssueField.BODY in given:
        return chosen
    if IssueField.BODY not in chosen:
        return chosen
    moved = dict(chosen)
    moved[IssueField.TITLE] = moved.pop(IssueField.BODY)
    return moved
