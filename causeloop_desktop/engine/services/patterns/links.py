"""Put issues into a pattern, or out of theirs, because a person said so."""

from collections.abc import Collection

from causeloop_desktop.engine.services.judgements.noting import judge_different, judge_same
from causeloop_desktop.engine.services.patterns.moves import Moves, move, put_back
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.patterns.constraints import (
    Constraint,
    ConstraintKind,
    ConstraintStore,
)
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore


def link_issues(
    transaction: WriteTransaction,
    workspace_key: int,
    issues: Collection[int],
    pattern: int,
    operation: int,
) -> Moves:
    """Put issues into a pattern for good.

    Args:
        transaction: The open write.
        workspace_key: Whose they are.
        issues: Keys of the issues.
        pattern: Key of the pattern.
        operation: Key of the operation that this is part of.
    """
    pins = [Constraint(ConstraintKind.PIN, issue, pattern) for issue in issues]
    ConstraintStore(transaction.connection, workspace_key).add(operation, pins)
    judge_same(transaction, workspace_key, operation, issues, pattern)
    run = MembershipStore(transaction.connection, workspace_key).reach().run
    ReviewStore(transaction.connection, workspace_key).remove(run, issues)
    return move(transaction, workspace_key, dict.fromkeys(issues, pattern))


def unlink_issues(
    transaction: WriteTransaction, workspace_key: int, issues: Collection[int], operation: int
) -> Moves:
    """Take issues out of their patterns for good; those that are in none stay as they are."""
    places = MembershipStore(transaction.connection, workspace_key).pattern_of(issues)
    linked = {issue: pattern for issue, pattern in places.items() if pattern != POOL}
    bans = [Constraint(ConstraintKind.BAN, issue, pattern) for issue, pattern in linked.items()]
    ConstraintStore(transaction.connection, workspace_key).add(operation, bans)
    judge_different(transaction, workspace_key, operation, linked)
    return move(transaction, workspace_key, dict.fromkeys(linked, POOL), rejected=True)


def take_back(
    transaction: WriteTransaction, workspace_key: int, moves: Moves, operation: int
) -> Moves:
    """Undo a link or unlink: what it decided is forgotten, its issues go back.

    Args:
        transaction: The open write.
        workspace_key: Whose they are.
        moves: What ``link_issues`` or ``unlink_issues`` gave.
        operation: Key of the operation that is undone.
    """
    ConstraintStore(transaction.connection, workspace_key).remove(operation)
    return put_back(transaction, workspace_key, moves)
