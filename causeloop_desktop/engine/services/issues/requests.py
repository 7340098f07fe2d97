"""What people ask to change of issues, as the store's columns and values."""

from collections.abc import Callable
from typing import Any

from causeloop_desktop.contract.base import SEVERITY_OF_PRIORITY, Priority, Severity
from causeloop_desktop.contract.issues import (
    STAGE_OF_STATUS,
    BulkOperation,
    IssueBulk,
    IssueCreate,
    IssuePatch,
    Stage,
    Status,
)
from causeloop_desktop.engine.domain.records.normalise import (
    SEVERITY_NUMBER,
    Record,
    Refusal,
    Rules,
    normalise,
)
from causeloop_desktop.engine.domain.records.stages import NUMBER_OF_STAGE
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.issues.edits import BULK, LINK, PATCH, UNLINK, Edit

_PRIORITY_OF_SEVERITY = {severity: name for name, severity in SEVERITY_OF_PRIORITY.items()}
_CLEARABLE = frozenset({"team", "service", "assignee", "pattern_id"})

Values = dict[str, Any]


def to_record(request: IssueCreate, spare_id: str) -> Record:
    """Give a new issue made by hand as a record, by the rules of every other one.

    Raises:
        InvalidError: It is none: nothing but spaces for a title, a date that cannot be meant.
    """
    raw = request.model_dump(exclude={"source"})
    record = normalise(raw, Rules(source=request.source, spare_id=spare_id))
    if isinstance(record, Refusal):
        raise InvalidError(f"{record.message}.", {"body": record.message})
    return record


def severity_number(severity: Priority | Severity) -> int:
    """Give the number of a severity in either spelling."""
    if isinstance(severity, Severity):
        severity = _PRIORITY_OF_SEVERITY[severity]
    return SEVERITY_NUMBER[severity]


def to_edit(patch: IssuePatch, title: str, pattern: int | None) -> Edit:
    """Give what a patch changes; absent fields stay, ``null`` clears.

    Args:
        patch: The request.
        title: The issue's title.
        pattern: The key of the pattern that the patch names.

    Raises:
        InvalidError: Nothing is set, or a value cannot be cleared.
    """
    given = patch.model_fields_set
    if not given:
        raise InvalidError("Say what is to be changed.", {"body": "is empty"})
    for name in given - _CLEARABLE:
        if getattr(patch, name) is None:
            raise InvalidError(f"{name} cannot be cleared.", {name: "cannot be null"})
    unlink = "pattern_id" in given and patch.pattern_id is None
    return Edit(
        _kind(given, unlink=unlink),
        f"Changed {', '.join(sorted(given)).replace('_id', '')} of “{title}”",
        _patched(patch),
        pattern,
        unlink,
    )


def _kind(given: set[str], *, unlink: bool) -> str:
    if given != {"pattern_id"}:
        return PATCH
    return UNLINK if unlink else LINK


def _patched(patch: IssuePatch) -> Values:
    given = patch.model_fields_set
    values: Values = {
        name: getattr(patch, name) or None for name in ("service", "assignee") if name in given
    }
    if "team" in given:
        values |= _team(patch.team or None)
    if patch.severity is not None:
        values["severity"] = severity_number(patch.severity)
    if patch.status is not None:
        values["stage"] = NUMBER_OF_STAGE[STAGE_OF_STATUS[patch.status]]
    if patch.stage is not None:
        values["stage"] = NUMBER_OF_STAGE[patch.stage]
    return values


def _team(team: str | None) -> Values:
    return {"team": team, "team_by_person": 1}


def to_bulk_edit(request: IssueBulk, count: int, pattern: int | None) -> Edit:
    """Give what a bulk request changes.

    Args:
        request: The request.
        count: How many issues are meant.
        pattern: The key of the pattern to link to.

    Raises:
        InvalidError: Its value does not fit its operation.
    """
    which = "1 issue" if count == 1 else f"{count:,} issues"
    if request.op is BulkOperation.LINK_PATTERN:
        return Edit(BULK, f"Linked {which} to a pattern", {}, pattern)
    if request.op is BulkOperation.UNLINK_PATTERN:
        return Edit(BULK, f"Took {which} out of their patterns", {}, None, unlink=True)
    try:
        values = _BULK_VALUES[request.op](request.value or "")
    except (KeyError, ValueError):
        message = f"{request.value!r} is no {request.op.value}"
        raise InvalidError(f"{message}.", {"value": message}) from None
    word = request.value or "nobody"
    return Edit(BULK, f"Set {request.op.value} of {which} to {word}", values)


def _bulk_severity(value: str) -> Values:
    is_priority = value in SEVERITY_NUMBER
    return {"severity": severity_number(Priority(value) if is_priority else Severity(value))}


_BULK_VALUES: dict[BulkOperation, Callable[[str], Values]] = {
    BulkOperation.STAGE: lambda value: {"stage": NUMBER_OF_STAGE[Stage(value)]},
    BulkOperation.STATUS: lambda value: {"stage": NUMBER_OF_STAGE[STAGE_OF_STATUS[Status(value)]]},
    BulkOperation.ASSIGN: lambda value: {"assignee": value or None},
    BulkOperation.TEAM: lambda value: _team(value or None),
    BulkOperation.SEVERITY: _bulk_severity,
}
