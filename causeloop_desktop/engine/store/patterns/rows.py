"""Patterns: what stays of one from run to run, and what a run found of it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, union, update

from causeloop_desktop.contract.base import PatternId
from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.engine.domain.episodes import DEFAULT_GAP_US, HOUR_US
from causeloop_desktop.engine.domain.patterns.fingerprints import Attribute
from causeloop_desktop.engine.store.ids import new_ids
from causeloop_desktop.engine.store.patterns.members import Members
from causeloop_desktop.engine.store.permille import from_permille, to_permille
from causeloop_desktop.engine.store.schema import pattern_states, patterns
from causeloop_desktop.engine.store.tenant import TenantStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore

SETTINGS = "detection"
"""The heading under which a workspace keeps what it chose for its patterns."""


@dataclass(frozen=True, slots=True)
class PatternState:
    """What a run found of a pattern: everything its numbers are made of."""

    pattern: int
    members: Members = field(default_factory=Members)
    confidence: float = 0.0
    summary: str = ""
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A pattern as the visible run has it.

    ``status_override`` is what a person said and when; ``merged_into`` marks a signpost;
    ``own_gap`` says that a person gave it a gap of its own.
    """

    key: int
    id: PatternId
    name: str
    name_by_person: bool
    status_override: PatternStatus | None
    status_override_us: int | None
    gap_us: int
    created_us: int
    created_by: str
    merged_into: int | None
    state: PatternState
    own_gap: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """What a person can change of a pattern; without a gap of its own the workspace's holds."""

    name: str
    name_by_person: bool
    status_override: PatternStatus | None
    status_override_us: int | None
    own_gap_us: int | None = None


class PatternStore(TenantStore):
    """The patterns of one workspace, through one connection."""

    def add(self, now_us: int, names: Sequence[str], created_by: str, revision: int) -> list[int]:
        """Make a pattern for each name, which no run knows yet, and give their keys."""
        if not names:
            return []
        ids = new_ids("pat", now_us, len(names))
        alike = {
            "workspace_key": self._workspace,
            "gap_us": DEFAULT_GAP_US,
            "created_us": now_us,
            "created_by": created_by,
            "revision": revision,
        }
        rows = [{"id": id_, "name": name, **alike} for id_, name in zip(ids, names, strict=True)]
        statement = insert(patterns).returning(patterns.c.id, patterns.c.key)
        key_of = dict(self._connection.execute(statement, rows).tuples().all())
        return [key_of[id_] for id_ in ids]

    def key_of(self, pattern_id: str) -> int | None:
        """Give the key of the pattern with this id, following merges."""
        wanted = self._of(patterns, patterns.c.id == pattern_id)
        key = self._connection.execute(select(patterns.c.key).where(wanted)).scalar_one_or_none()
        return None if key is None else self.signposts().get(key, key)

    def signposts(self) -> dict[int, int]:
        """Say for each pattern that was folded into another where its issues are now."""
        merged = self._of(patterns, patterns.c.merged_into.is_not(None))
        rows = self._connection.execute(
            select(patterns.c.key, patterns.c.merged_into).where(merged)
        )
        direct = {row.key: row.merged_into for row in rows}
        return {key: _end_of(key, direct) for key in direct}

    def rows(self, run: int, since: int = -1) -> list[PatternRow]:
        """Give the patterns of a run that changed after the workspace's commit ``since``."""
        named = select(patterns.c.key).where(self._of(patterns, patterns.c.revision > since))
        of_run = and_(pattern_states.c.run_key == run, pattern_states.c.revision > since)
        found = select(pattern_states.c.pattern_key).where(self._of(pattern_states, of_run))
        changed = patterns.c.key.in_(union(named, found))
        joined = select(patterns, pattern_states).join(
            pattern_states,
            and_(pattern_states.c.pattern_key == patterns.c.key, pattern_states.c.run_key == run),
        )
        rows = self._connection.execute(joined.where(self._of(patterns, changed)))
        gap_us = self.gap_us()
        return [_to_row(row, gap_us) for row in rows.mappings()]

    def any_in(self, run: int) -> bool:
        """Tell whether a run has any pattern."""
        mine = self._of(pattern_states, pattern_states.c.run_key == run)
        some = select(pattern_states.c.pattern_key).where(mine).limit(1)
        return self._connection.execute(some).first() is not None

    def gap_us(self) -> int:
        """Give the gap of patterns that have none of their own."""
        chosen = WorkspaceStore(self._connection).settings(self._workspace, SETTINGS)
        hours = chosen.get("gap_hours")
        return DEFAULT_GAP_US if hours is None else round(hours * HOUR_US)

    def states(self, run: int, keys: Collection[int]) -> dict[int, PatternState]:
        """Give what a run found of some patterns."""
        wanted = and_(pattern_states.c.run_key == run, pattern_states.c.pattern_key.in_(keys))
        rows = self._connection.execute(
            select(pattern_states).where(self._of(pattern_states, wanted))
        )
        return {state.pattern: state for state in map(_to_state, rows.mappings())}

    def add_states(self, run: int, states: Iterable[PatternState], revision: int) -> None:
        """Write what a run found of patterns it has no state of yet."""
        values = [self._values(run, state, revision) for state in states]
        if values:
            self._connection.execute(insert(pattern_states), values)

    def put_states(self, run: int, states: Collection[PatternState], revision: int) -> None:
        """Write what a run found of patterns, in place of what it said before."""
        keys = [state.pattern for state in states]
        wanted = and_(pattern_states.c.run_key == run, pattern_states.c.pattern_key.in_(keys))
        self._connection.execute(delete(pattern_states).where(self._of(pattern_states, wanted)))
        self.add_states(run, states, revision)

    def touch(self, run: int, keys: Collection[int], revision: int) -> None:
        """Note that what a run found of some patterns counts differently."""
        theirs = and_(pattern_states.c.run_key == run, pattern_states.c.pattern_key.in_(keys))
        self._connection.execute(
            update(pattern_states).where(self._of(pattern_states, theirs)).values(revision=revision)
        )

    def prune(self, run: int, limit: int) -> list[int]:
        """Delete up to ``limit`` states of a run that nobody sees; give whose they were."""
        of_run = self._of(pattern_states, pattern_states.c.run_key == run)
        some = select(pattern_states.c.pattern_key).where(of_run).limit(limit)
        found = list(self._connection.execute(some).scalars())
        gone = pattern_states.c.pattern_key.in_(found)
        self._connection.execute(delete(pattern_states).where(of_run, gone))
        return found

    def ids(self, keys: Collection[int]) -> dict[int, PatternId]:
        """Give the ids of patterns."""
        wanted = self._of(patterns, patterns.c.key.in_(keys))
        rows = self._connection.execute(select(patterns.c.key, patterns.c.id).where(wanted))
        return {key: PatternId(pattern_id) for key, pattern_id in rows}

    def names(self, keys: Collection[int]) -> dict[int, str]:
        """Give the names of patterns."""
        wanted = self._of(patterns, patterns.c.key.in_(keys))
        rows = self._connection.execute(select(patterns.c.key, patterns.c.name).where(wanted))
        return {row.key: row.name for row in rows}

    def drop_unused(self, keys: Collection[int]) -> None:
        """Delete those patterns that no run has a state of and that nobody has ever touched."""
        used = select(pattern_states.c.pattern_key).where(
            self._of(pattern_states, pattern_states.c.pattern_key.in_(keys))
        )
        fresh = and_(patterns.c.revision == 0, patterns.c.created_by == "detection")
        unused = and_(patterns.c.key.in_(keys), patterns.c.key.not_in(used), fresh)
        self._connection.execute(delete(patterns).where(self._of(patterns, unused)))

    def face(self, key: int) -> Face:
        """Give what a person can change of a pattern that is known to exist."""
        wanted = self._of(patterns, patterns.c.key == key)
        row = self._connection.execute(select(patterns).where(wanted)).one()
        override = None if row.status_override is None else PatternStatus(row.status_override)
        own_gap_us = row.gap_us if row.gap_by_person else None
        return Face(
            row.name, bool(row.name_by_person), override, row.status_override_us, own_gap_us
        )

    def set_face(self, key: int, face: Face, revision: int) -> None:
        """Write what a person changed of a pattern."""
        self._update(
            key,
            name=face.name,
            name_by_person=int(face.name_by_person),
            status_override=face.status_override,
            status_override_us=face.status_override_us,
            gap_us=DEFAULT_GAP_US if face.own_gap_us is None else face.own_gap_us,
            gap_by_person=int(face.own_gap_us is not None),
            revision=revision,
        )

    def renamed(self, names: Mapping[int, str]) -> dict[int, str]:
        """Give those names that detection found anew, for patterns that no person has named."""
        columns = (patterns.c.key, patterns.c.name)
        theirs = and_(patterns.c.key.in_(names), patterns.c.name_by_person == 0)
        rows = self._connection.execute(select(*columns).where(self._of(patterns, theirs)))
        return {key: names[key] for key, name in rows if names[key] != name}

    def set_name(self, key: int, name: str, revision: int) -> None:
        """Write the name that detection found."""
        self._update(key, name=name, revision=revision)

    def set_names(self, names: Collection[tuple[int, str]]) -> None:
        """Write the names of patterns that no person has named."""
        theirs = self._of(
            patterns, patterns.c.key == bindparam("of"), patterns.c.name_by_person == 0
        )
        renaming = update(patterns).where(theirs).values(name=bindparam("to"))
        if names:
            rows = [{"of": key, "to": name} for key, name in names]
            self._connection.execute(renaming, rows)

    def set_merged(self, key: int, into: int | None, revision: int) -> None:
        """Make a pattern a signpost to another, or a pattern again."""
        self._update(key, merged_into=into, revision=revision)

    def _update(self, key: int, **values: Any) -> None:
        wanted = self._of(patterns, patterns.c.key == key)
        self._connection.execute(update(patterns).where(wanted).values(**values))

    def _values(self, run: int, state: PatternState, revision: int) -> dict[str, object]:
        return {
            "run_key": run,
            "pattern_key": state.pattern,
            "workspace_key": self._workspace,
            "summary": state.summary,
            "confidence_permille": to_permille(state.confidence),
            "attributes": json.dumps([astuple(attribute) for attribute in state.attributes]),
            "members": state.members.pack(),
            "revision": revision,
        }


def _to_row(row: Any, gap_us: int) -> PatternRow:
    override = row[patterns.c.status_override]
    return PatternRow(
        key=row[patterns.c.key],
        id=PatternId(row[patterns.c.id]),
        name=row[patterns.c.name],
        name_by_person=bool(row[patterns.c.name_by_person]),
        status_override=None if override is None else PatternStatus(override),
        status_override_us=row[patterns.c.status_override_us],
        gap_us=row[patterns.c.gap_us] if row[patterns.c.gap_by_person] else gap_us,
        created_us=row[patterns.c.created_us],
        created_by=row[patterns.c.created_by],
        merged_into=row[patterns.c.merged_into],
        state=_to_state(row),
        own_gap=bool(row[patterns.c.gap_by_person]),
    )


def _to_state(row: Any) -> PatternState:
    return PatternState(
        pattern=row[pattern_states.c.pattern_key],
        members=Members.unpack(row[pattern_states.c.members]),
        confidence=from_permille(row[pattern_states.c.confidence_permille]),
        summary=row[pattern_states.c.summary],
        attributes=tuple(Attribute(*line) for line in json.loads(row[pattern_states.c.attributes])),
    )


def _end_of(key: int, merged_into: dict[int, int]) -> int:
    while key in merged_into:
        key = merged_into[key]
    return key
