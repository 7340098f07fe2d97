"""Bring what changed of issues into their patterns: further occurrences, teams, severities."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternState, PatternStore
from causeloop_desktop.engine.store.work.outbox import record_change


def refresh_members(
    transaction: WriteTransaction, workspace_key: int, issues: Collection[int]
) -> int:
    """Read anew what happened to issues that are in patterns; give how many patterns changed."""
    connection = transaction.connection
    memberships = MembershipStore(connection, workspace_key)
    store = PatternStore(connection, workspace_key)
    run = memberships.reach().run
    affected: defaultdict[int, set[int]] = defaultdict(set)
    for row in memberships.find(run, issues).values():
        if row.pattern != POOL:
            affected[row.pattern].add(row.issue)
    states = store.states(run, affected)
    documents = DocumentStore(connection, workspace_key)
    renewed = [_renewed(documents, state, affected[key]) for key, state in states.items()]
    changed = [state for state in renewed if state.members != states[state.pattern].members]
    if changed:
        ids = store.ids([state.pattern for state in changed])
        revision = record_change(
            transaction, workspace_key, ChangeKind.PATTERNS, list(ids.values())
        )
        store.put_states(run, changed, revision)
    return len(changed)


def _renewed(documents: DocumentStore, state: PatternState, issues: set[int]) -> PatternState:
    kept = state.members.without(issues)
    return replace(state, members=kept.joined(documents.occurrences(issues)))
