"""Carry over to a new run what did not change since the visible one.

An incremental run is a full set of memberships and patterns under its own id, like any other; but
what did not change is copied inside the database instead of being found and sent anew. Memberships
are copied before the worker looks: it then reads the copy, which nobody else writes, so that what
it finds fits what was copied, whatever people and matching do to the visible run meanwhile.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import TypeAlias

from causeloop_desktop.engine.services.detections.choices import Choices
from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.detections.carrying import CarryStore
from causeloop_desktop.engine.store.detections.runs import RunRow
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.members import Members
from causeloop_desktop.engine.store.patterns.rows import PatternState, PatternStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore

Cancelled: TypeAlias = Callable[[], bool]

MEMBERSHIPS_AT_ONCE = 2_500
STATES_AT_ONCE = 100
"""How much one transaction copies: at most about 20 ms, so that ingest never waits."""


@dataclass(frozen=True, slots=True)
class Carriage:
    """From which run to which one is carried over.

    Attributes:
        workspace: Whose runs they are.
        source: The run that was visible when the new one began.
        target: The new one.
        through: The newest issue that the source had looked at.
        sequence: The workspace's last commit then; patterns changed later are put together anew.
    """

    workspace: int
    source: int
    target: int
    through: int
    sequence: int


def can_carry(before: RunRow | None, shelf: ModelShelf, choices: Choices) -> bool:
    """Tell whether a run may begin where the visible one ended, which chose the same.

    The worker looks further: at rules, age, and how much has changed.
    """
    if before is None or not shelf.has_state(before.id):
        return False
    chosen = choices.for_worker()
    return {name: before.model.parameters.get(name) for name in chosen} == chosen


async def carry_memberships(database: Database, carriage: Carriage, asked: Cancelled) -> None:
    """Copy where every issue is, until somebody asks to stop."""
    after: int | None = 0
    while after is not None and not asked():
        after = await database.write(partial(_copy_memberships, carriage, after))


async def carry_patterns(
    database: Database, carriage: Carriage, without: Collection[int], asked: Cancelled
) -> None:
    """Copy what the run before had found of patterns, and what was in doubt.

    Args:
        database: Where runs are.
        carriage: From where to where.
        without: Patterns that the new run found anew, and those that are gone.
        asked: Whether somebody asks to stop.
    """
    await database.write(partial(_copy_reviews, carriage))
    keys, changed = await database.read(partial(_standing, carriage, frozenset(without)))
    for some in takewhile(lambda _: not asked(), batches(keys, STATES_AT_ONCE)):
        await database.write(partial(_copy_states, carriage, some))
    for key in takewhile(lambda _: not asked(), changed):
        state = await database.read(partial(_put_together, carriage, key))
        await database.write(partial(_add_state, carriage, state))


def _copy_memberships(carriage: Carriage, after: int, write: WriteTransaction) -> int | None:
    store = CarryStore(write.connection, carriage.workspace)
    last = store.last_of_page(carriage.source, after, carriage.through, MEMBERSHIPS_AT_ONCE)
    if last is not None:
        store.copy_memberships(carriage.source, carriage.target, after, last)
    return last


def _copy_reviews(carriage: Carriage, write: WriteTransaction) -> None:
    ReviewStore(write.connection, carriage.workspace).copy(carriage.source, carriage.target)


def _standing(
    carriage: Carriage, without: Collection[int], read: Read
) -> tuple[list[int], list[int]]:
    """Give the patterns that are as they were when the run began, and those changed since.

    One that has no issues in the new run came up since, or nothing is left of it.
    """
    store = CarryStore(read, carriage.workspace)
    wanted = store.patterns(carriage.target).difference(without)
    revisions = store.revisions(carriage.source)
    kept = {key: revision for key, revision in revisions.items() if key in wanted}
    later = {key for key, revision in kept.items() if revision > carriage.sequence}
    return [key for key in kept if key not in later], sorted(later)


def _copy_states(carriage: Carriage, keys: Collection[int], write: WriteTransaction) -> None:
    store = CarryStore(write.connection, carriage.workspace)
    store.copy_states(carriage.source, carriage.target, keys)


def _put_together(carriage: Carriage, key: int, read: Read) -> PatternState:
    """Give a pattern with the members that the new run has, whatever the visible one says now."""
    patterns = PatternStore(read, carriage.workspace)
    state = patterns.states(carriage.source, [key]).get(key, PatternState(key))
    issues = CarryStore(read, carriage.workspace).issues_of(carriage.target, key)
    occurrences = DocumentStore(read, carriage.workspace).occurrences(issues)
    return PatternState(
        pattern=key,
        members=Members.of(occurrences),
        confidence=state.confidence,
        summary=state.summary,
        attributes=state.attributes,
    )


def _add_state(carriage: Carriage, state: PatternState, write: WriteTransaction) -> None:
    PatternStore(write.connection, carriage.workspace).add_states(carriage.target, [state], 0)
