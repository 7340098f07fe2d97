"""Records of issues that are there already: what is newer is written, the rest is counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.domain.records.stages import CLOSED, moved_stage
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.intake.identities import Known
from causeloop_desktop.engine.store.intake.occurrences import (
    Cause,
    Happening,
    add_occurrences,
    known_times,
)
from causeloop_desktop.engine.store.issues import search
from causeloop_desktop.engine.store.issues.rows import IssueStore
from causeloop_desktop.engine.store.schema import issues


class Said(NamedTuple):
    """What a record says of an issue that is known, and the digest of that."""

    record: Record
    known: Known
    digest: bytes


@dataclass(slots=True)
class Outcome:
    """What became of records of known issues."""

    unchanged: int = 0
    ignored_older: int = 0
    revised: list[Known] = field(default_factory=list)


def revise(transaction: WriteTransaction, workspace_key: int, said: Sequence[Said]) -> Outcome:
    """Write what records say that is new; an issue's place in ``said`` must be its only one."""
    outcome = Outcome()
    if not said:
        return outcome
    again = [one.known.key for one in said if one.record.again_us is not None]
    times = known_times(transaction.connection, workspace_key, again)
    changes: list[tuple[Said, list[Happening]]] = []
    for one in said:
        happened = _happened(one, transaction.now_us, times)
        if _is_older(one):
            outcome.ignored_older += 1
        elif one.digest == one.known.content_digest and not happened:
            outcome.unchanged += 1
        else:
            changes.append((one, happened))
            outcome.revised.append(one.known)
    _write(transaction, workspace_key, changes)
    return outcome


def _is_older(said: Said) -> bool:
    seen, sent = said.known.source_updated_us, said.record.updated_us
    return seen is not None and sent is not None and sent < seen


def _happened(said: Said, now_us: int, times: set[tuple[int, int]]) -> list[Happening]:
    record, known, _ = said
    happened = []
    again_us = record.again_us
    first = again_us == _occurred(said)[0] or (known.key, again_us) in times
    if again_us is not None and not first:
        happened.append(Happening(known.key, again_us, record.severity, Cause.FIRED_AGAIN))
    if known.stage in CLOSED and _stage(said) not in CLOSED:
        moment = record.updated_us or now_us
        if not happened and (known.key, moment) not in times:
            happened.append(Happening(known.key, moment, record.severity, Cause.REOPENED))
    return happened


def _stage(said: Said) -> int:
    return moved_stage(said.known.stage, said.known.source_status, said.record.status)


def _occurred(said: Said) -> tuple[int, bool]:
    """Give when the issue first occurred and whether that is known, with the record seen."""
    if said.record.created_us is not None:
        return said.record.created_us, True
    if not said.known.time_known and said.record.again_us is not None:
        return said.record.again_us, True
    return said.known.occurred_us, bool(said.known.time_known)


def _write(
    transaction: WriteTransaction,
    workspace_key: int,
    changes: Sequence[tuple[Said, list[Happening]]],
) -> None:
    if not changes:
        return
    connection = transaction.connection
    texts = _changed_texts(transaction, [said for said, _ in changes])
    if texts:
        search.forget(connection, texts)
    connection.execute(
        _UPDATE, [_values(said, len(happened), transaction.stamp_us) for said, happened in changes]
    )
    if texts:
        search.add_again(connection, texts)
    IssueStore(connection, workspace_key).weigh([said.known.key for said, _ in changes])
    happenings = [one for _, happened in changes for one in happened]
    add_occurrences(connection, workspace_key, happenings)


def _changed_texts(transaction: WriteTransaction, said: Sequence[Said]) -> list[int]:
    """Give the issues whose title or body is new: only these cost the index something."""
    sent = {one.known.key: (one.record.title, one.record.body) for one in said}
    stored = select(issues.c.key, issues.c.title, issues.c.body).where(issues.c.key.in_(sent))
    rows = transaction.connection.execute(stored)
    return [row.key for row in rows if (row.title, row.body) != sent[row.key]]


def _values(said: Said, more: int, stamp_us: int) -> dict[str, Any]:
    record, known, digest = said
    occurred_us, time_known = _occurred(said)
    return {
        "_key": known.key,
        "title": record.title,
        "body": record.body,
        "severity": record.severity,
        "stage": _stage(said),
        "source_status": record.status or known.source_status,
        "team": known.team if known.team_by_person else record.team,
        "service": record.service,
        "external_url": record.external_url,
        "fingerprint": record.fingerprint,
        "connector_id": record.connector_id or known.connector_id,
        "metadata": record.metadata,
        "occurrence_count": known.occurrence_count + more,
        "occurred_us": occurred_us,
        "time_known": int(time_known),
        "source_created_us": record.created_us or known.source_created_us,
        "source_updated_us": record.updated_us or known.source_updated_us,
        "updated_us": stamp_us,
        "content_digest": digest,
    }


_UPDATE = update(issues).where(issues.c.key == bindparam("_key"))
