"""Rows of issues as the contract shows them."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from causeloop_desktop.contract.base import SEVERITY_OF_PRIORITY, IssueId, Priority, Source
from causeloop_desktop.contract.issues import STATUS_OF_STAGE, Issue, IssueSummary, PatternRef
from causeloop_desktop.contract.times import from_known_micros, from_micros
from causeloop_desktop.engine.domain.records.stages import STAGES
from causeloop_desktop.engine.store.permille import from_permille

PRIORITIES: tuple[Priority, ...] = tuple(Priority)

Refs = Mapping[int, PatternRef]
"""The patterns that rows belong to, by key."""


def to_summary(row: Any, refs: Refs, standing_out: Collection[int] = ()) -> IssueSummary:
    """Show an issue as a row of a list.

    Args:
        row: The issue.
        refs: The patterns that there are.
        standing_out: The keys of issues that are more severe than their pattern's median.
    """
    return IssueSummary.model_validate(_shared(row, refs, standing_out))


def to_issue(row: Any, refs: Refs, standing_out: Collection[int] = ()) -> Issue:
    """Show everything that is known of an issue."""
    return Issue.model_validate(
        {
            **_shared(row, refs, standing_out),
            "body": row.body,
            "fingerprint": row.fingerprint,
            "connector_id": row.connector_id,
            "source_status": row.source_status,
            "metadata": json.loads(row.metadata),
        }
    )


def _shared(row: Any, refs: Refs, standing_out: Collection[int]) -> dict[str, Any]:
    priority = PRIORITIES[row.severity - 1]
    stage = STAGES[row.stage]
    pattern = refs.get(row.pattern_key) if row.pattern_key else None
    similarity = row.similarity_permille
    return {
        "id": IssueId(row.id),
        "title": row.title,
        "status": STATUS_OF_STAGE[stage],
        "stage": stage,
        "severity": SEVERITY_OF_PRIORITY[priority],
        "priority": priority,
        "source": Source(row.source),
        "origin": row.origin,
        "external_id": row.external_id,
        "external_url": row.external_url,
        "team": row.team,
        "service": row.service,
        "assignee": row.assignee,
        "pattern_id": pattern.id if pattern else None,
        "pattern": pattern,
        "similarity": from_permille(similarity) if pattern and similarity is not None else None,
        "risk_score": row.risk_score,
        "occurrence_count": row.occurrence_count,
        "time_known": bool(row.time_known),
        "above_median_severity": pattern is not None and row.key in standing_out,
        "created_at": from_micros(row.occurred_us),
        "ingested_at": from_micros(row.ingested_us),
        "updated_at": from_micros(row.updated_us),
        "source_created_at": from_known_micros(row.source_created_us),
        "source_updated_at": from_known_micros(row.source_updated_us),
    }
