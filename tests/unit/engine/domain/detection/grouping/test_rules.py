"""Rules that hold while groups grow."""

from causeloop_desktop.engine.domain.detection.grouping.rules import Groups, Rules


def test_bans_outlive_merges_on_both_sides() -> None:
    rules = Rules()
    groups = Groups(4, rules)
    assert rules.keep_apart(0, 1)
    assert groups.join(0, 2)
    assert groups.join(1, 3)
    assert not groups.join(2, 3)
    assert groups.root(2) != groups.root(3)


def test_nothing_is_kept_apart_from_itself() -> None:
    assert not Rules().keep_apart(1, 1)


def test_different_pins_never_join_and_a_pin_is_inherited() -> None:
    rules = Rules()
    rules.pins = {0: 7, 2: 8}
    groups = Groups(3, rules)
    assert groups.join_all([0, 1]) == 0
    assert groups.join_all([1, 2]) == 1


def test_likeness_never_joins_different_fingerprints_but_people_may() -> None:
    rules = Rules()
    rules.fingerprints = {0: frozenset("a"), 1: frozenset("b"), 2: frozenset("a")}
    assert not rules.allow_by_likeness(0, 1)
    assert rules.allow_by_likeness(0, 2)
    assert rules.allow(0, 1)
    rules.merge(0, 1, 9)
    assert rules.fingerprints[9] == frozenset("ab")


def test_rules_can_be_renumbered() -> None:
    rules = Rules()
    rules.pins = {0: 7}
    rules.keep_apart(0, 1)
    renamed = rules.renamed({0: 10, 1: 11})
    assert renamed.pins == {10: 7}
    assert not renamed.allow(11, 10)
