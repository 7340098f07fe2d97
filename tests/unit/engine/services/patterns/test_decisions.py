from causeloop_desktop.engine.services.patterns.decisions import apart, constraints_for, together
from causeloop_desktop.engine.store.patterns.constraints import Constraint, ConstraintKind, Decision

PIN, BAN = ConstraintKind.PIN, ConstraintKind.BAN


def decided(*decisions: list[Constraint]) -> list[Decision]:
    return [Decision(number, tuple(found)) for number, found in enumerate(decisions, start=1)]


def test_a_merge_binds_all_issues() -> None:
    found = constraints_for(decided(together([3, 1, 2])), {}, {})

    assert set(found.must_link) == {(1, 2), (2, 3)}


def test_a_split_after_a_merge_wins() -> None:
    merge, split = together([1, 2, 3, 4]), apart([2, 3], [1, 4])

    found = constraints_for(decided(merge, split), {}, {})

    assert set(found.must_link) == {(2, 3), (1, 4)}, "both sides hold together"
    assert set(found.cannot_link) == {(2, 1), (2, 4)}


def test_a_merge_after_a_split_binds_again() -> None:
    split, merge = apart([2], [1]), together([1, 2])

    found = constraints_for(decided(split, merge), {}, {})

    assert found.must_link == ((1, 2),)


def test_an_unlinked_issue_leaves_the_chain_and_the_rest_stays_together() -> None:
    unlink = [Constraint(BAN, 2, 70)]

    found = constraints_for(decided(together([1, 2, 3]), unlink), {}, {})

    assert found.must_link == ((1, 3),)
    assert found.bans == {(2, 70)}


def test_the_last_word_about_an_issue_and_a_pattern_holds() -> None:
    unlink, link = [Constraint(BAN, 1, 70)], [Constraint(PIN, 1, 70)]

    linked = constraints_for(decided(unlink, link), {}, {})
    unlinked = constraints_for(decided(link, unlink), {}, {})

    assert (dict(linked.pins), linked.bans) == ({1: 70}, frozenset())
    assert (dict(unlinked.pins), unlinked.bans) == ({}, frozenset({(1, 70)}))


def test_a_pin_follows_its_pattern_into_the_one_it_was_folded_into() -> None:
    found = constraints_for(decided([Constraint(PIN, 1, 70)]), {70: 80}, {})

    assert found.pins == {1: 80}


def test_a_pinned_issue_is_tied_to_one_that_is_in_the_pattern_anyway() -> None:
    previous = {1: 70, 5: 70, 6: 80}

    found = constraints_for(decided([Constraint(PIN, 1, 70)]), {}, previous)

    assert found.must_link == ((1, 5),)
