"""What is known of deploys at a moment, and how they move what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.local.deploys import (
    FRESH_DAYS,
    NO_DEPLOYS,
    DeployEffect,
    DeployLog,
    Deploys,
)
from causeloop_desktop.engine.domain.forecasts.local.model import HorizonMethods, WorkspaceModel


def deployed(*times_us: int) -> Deploys:
    return DeployLog.of(("", time) for time in times_us).concerning([])


LOG = DeployLog.of([("Shop", 10 * DAY_US), ("shop", 20 * DAY_US), ("", 15 * DAY_US), ("x", 5)])


def test_a_pattern_is_concerned_by_its_services_and_by_what_names_none() -> None:
    found = LOG.concerning([("SHOP", 0)])
    assert [found.last(day * DAY_US) for day in (9, 11, 16, 21)] == [
        None,
        10 * DAY_US,
        15 * DAY_US,
        20 * DAY_US,
    ]
    assert LOG.concerning([]).last(99 * DAY_US) == 15 * DAY_US
    assert DeployLog.of([("shop", 1)]).concerning([("mail", 0)]).last(2) is None
    assert DeployLog.of([]).concerning([("mail", 0)]) is NO_DEPLOYS


def test_a_service_counts_from_when_it_was_named() -> None:
    found = DeployLog.of([("shop", 1 * DAY_US), ("shop", 9 * DAY_US)]).concerning(
        [("shop", 5 * DAY_US)]
    )
    assert found.last(4 * DAY_US) is None
    assert found.last(6 * DAY_US) == 1 * DAY_US
    assert found.last(9 * DAY_US) == 9 * DAY_US


def test_nothing_after_the_moment_is_seen() -> None:
    found = deployed(DAY_US, 3 * DAY_US).until(2 * DAY_US)
    assert found.last(9 * DAY_US) == DAY_US


def test_a_deploy_fades() -> None:
    found = deployed(0)
    assert found.freshness(-1) is None
    assert found.freshness(0) == 1.0
    assert found.freshness(round(FRESH_DAYS * DAY_US)) == pytest.approx(0.3679, abs=1e-4)


@given(st.floats(0.001, 0.999), st.floats(0, 4), st.floats(0, 1), st.floats(0.5, 1))
def test_a_fresh_deploy_raises_and_an_old_one_lowers(
    said: float, gain: float, usual: float, share: float
) -> None:
    effect = DeployEffect(gain, usual, share)
    assert effect.moved(said, None) == said
    assert effect.moved(said, 0.0) <= said + 1e-9
    assert effect.moved(said, 1.0) >= said - 1e-9
    assert 0.0 < effect.moved(said, 1.0) < 1.0


def test_a_model_keeps_what_it_learned_of_deploys() -> None:
    model = WorkspaceModel({7: HorizonMethods(7, deploys=DeployEffect(1.5, 0.2, 0.9))})
    assert WorkspaceModel.from_json(model.to_json()) == model
    assert model.looks_at_deploys


def test_a_model_of_before_deploys_can_be_read() -> None:
    kept = WorkspaceModel({7: HorizonMethods(7)}).to_json()
    assert isinstance(kept["horizons"], list)
    del kept["horizons"][0]["deploys"]
    assert not WorkspaceModel.from_json(kept).looks_at_deploys
