"""The own distributions, beside SciPy's."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from causeloop_desktop.engine.domain.forecasts.distributions import (
    gamma_cdf,
    gamma_quantile,
    negative_binomial_quantile,
    normal_quantile,
)

SHAPES = (0.02, 0.3, 0.999, 1.0, 1.7, 2.0, 8.4, 40.0, 333.0, 5_000.0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("probability", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_gamma_agrees_with_scipy(shape: float, probability: float) -> None:
    expected = float(stats.gamma.ppf(probability, shape))
    assert gamma_quantile(shape, probability) == pytest.approx(expected, rel=1e-7, abs=1e-250)
    if expected > 1e-200:
        assert gamma_cdf(shape, expected) == pytest.approx(probability, rel=1e-9)


def test_known_values() -> None:
    assert gamma_cdf(1.0, math.log(2.0)) == pytest.approx(0.5)
    assert gamma_cdf(3.0, 0.0) == 0.0
    assert gamma_quantile(1.0, 0.9) == pytest.approx(math.log(10.0))
    assert normal_quantile(0.9) == pytest.approx(1.2815515655, abs=1e-8)


@given(st.floats(0.01, 2_000.0), st.floats(0.001, 0.999))
def test_a_quantile_is_the_inverse(shape: float, probability: float) -> None:
    x = gamma_quantile(shape, probability)
    if x > 1e-200:
        assert gamma_cdf(shape, x) == pytest.approx(probability, abs=1e-8)


def test_a_start_that_is_already_exact_is_kept() -> None:
    shape, probability = 684.1048614843278, 0.031227569045792977
    assert gamma_quantile(shape, probability) == pytest.approx(636.2065826453)


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.5])
def test_a_quantile_needs_a_probability(probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        gamma_quantile(2.0, probability)


@given(st.floats(1e-6, 1.0 - 1e-6))
def test_normal_agrees_with_scipy(probability: float) -> None:
    expected = float(stats.norm.ppf(probability))
    assert normal_quantile(probability) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("mean", [0.05, 0.7, 3.0, 40.0, 900.0])
@pytest.mark.parametrize("excess", [0.0, 0.2, 3.0])
@pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
def test_counts_agree_with_scipy(mean: float, excess: float, probability: float) -> None:
    variance = mean * (1.0 + excess)
    if excess:
        size = mean / excess
        expected = stats.nbinom.ppf(probability, size, size / (size + mean))
    else:
        expected = stats.poisson.ppf(probability, mean)
    assert negative_binomial_quantile(mean, variance, probability) == int(expected)


def test_huge_counts_use_the_normal_limit() -> None:
    expected = float(stats.poisson.ppf(0.9, 1e6))
    assert negative_binomial_quantile(1e6, 1e6, 0.9) == pytest.approx(expected, abs=2)


def test_nothing_expected_is_a_band_of_nothing() -> None:
    assert negative_binomial_quantile(0.0, 0.0, 0.9) == 0
