"""Thresholds: one table, and values of a workspace in its place."""

from causeloop_desktop.engine.domain.matching.thresholds import SHIPPED, Limits, Thresholds


def test_every_shape_offers_before_it_attaches() -> None:
    assert all(0 < limits.offer < limits.attach <= 1 for limits in SHIPPED.values())


def test_a_workspace_changes_one_shape_and_no_other() -> None:
    shipped = Thresholds()
    own = shipped.with_limits("line", Limits(0.9, 0.6))
    assert own.of("line") == Limits(0.9, 0.6)
    assert own.of("prose") == shipped.of("prose") == SHIPPED["prose"]
    assert shipped.of("line") == SHIPPED["line"]
