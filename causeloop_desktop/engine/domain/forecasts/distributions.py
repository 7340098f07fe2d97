"""Gamma and negative-binomial distributions in plain Python, for the engine that loads no SciPy."""

from __future__ import annotations

import math

_PRECISION = 1e-12
_MAX_TERMS = 10_000
_MAX_STEPS = 60
_LAST_STEP = 1e-5
"""Halley's rule cubes the error, so a step this small leaves none that matters."""


def gamma_cdf(shape: float, x: float) -> float:
    """P(G <= x) for G ~ Gamma(shape, rate 1): the regularised lower incomplete gamma function.

    The series converges fast left of ``shape + 1``, the continued fraction right of it
    (Abramowitz and Stegun 6.5.29 and 6.5.31).
    """
    if x <= 0.0:
        return 0.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1.0:
        return min(1.0, scale * _lower_series(shape, x))
    return max(0.0, 1.0 - scale * _upper_fraction(shape, x))


def gamma_quantile(shape: float, probability: float) -> float:
    """The x with ``gamma_cdf(shape, x) == probability``, to about nine digits.

    Wilson and Hilferty's cube gives the start, Halley's rule refines it; a bracket that shrinks
    with every step catches the rare step that would leave it.
    """
    if not 0.0 < probability < 1.0:
        message = f"a quantile needs a probability between 0 and 1, not {probability}"
        raise ValueError(message)
    x, low, high = _quantile_start(shape, probability), 0.0, math.inf
    log_norm = math.lgamma(shape)
    for _ in range(_MAX_STEPS):
        error = gamma_cdf(shape, x) - probability
        low, high = (low, x) if error > 0.0 else (x, high)
        density = math.exp((shape - 1.0) * math.log(x) - x - log_norm)
        following = _halley(x, error, density, shape)
        if abs(following - x) <= _LAST_STEP * x or x < 1e-300:
            return max(following, 0.0)
        if not low < following < high:
            following = 0.5 * (low + high) if high < math.inf else 2.0 * x
        x = following
    return x


def normal_quantile(probability: float) -> float:
    """The standard normal quantile (Acklam's rational approximation, error below 1.2e-9)."""
    if probability > 0.5:
        return -normal_quantile(1.0 - probability)
    if probability < _TAIL:
        q = math.sqrt(-2.0 * math.log(probability))
        return _polynomial(_TAIL_TOP, q) / (_polynomial(_TAIL_BOTTOM, q) * q + 1.0)
    q = probability - 0.5
    r = q * q
    return _polynomial(_BODY_TOP, r) * q / (_polynomial(_BODY_BOTTOM, r) * r + 1.0)


def negative_binomial_quantile(mean: float, variance: float, probability: float) -> int:
    """The smallest count k with P(N <= k) >= probability.

    Args:
        mean: Expected count.
        variance: Variance of the count; at or below ``mean`` the Poisson distribution is meant.
        probability: Between 0 and 1.
    """
    if mean <= 0.0:
        return 0
    if mean > _NORMAL_ABOVE:
        middle = mean + normal_quantile(probability) * math.sqrt(max(variance, mean))
        return max(0, round(middle))
    size = mean * mean / (variance - mean) if variance > mean * (1.0 + 1e-9) else math.inf
    return _search_count(mean, size, probability)


_TAIL = 0.02425
_NORMAL_ABOVE = 20_000.0
_BODY_TOP = (
    -3.969683028665376e01,
    2.209460984245205e02,
    -2.759285104469687e02,
    1.383577518672690e02,
    -3.066479806614716e01,
    2.506628277459239e00,
)
_BODY_BOTTOM = (
    -5.447609879822406e01,
    1.615858368580409e02,
    -1.556989798598866e02,
    6.680131188771972e01,
    -1.328068155288572e01,
)
_TAIL_TOP = (
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838e00,
    -2.549732539343734e00,
    4.374664141464968e00,
    2.938163982698783e00,
)
_TAIL_BOTTOM = (
    7.784695709041462e-03,
    3.224671290700398e-01,
    2.445134137142996e00,
    3.754408661907416e00,
)


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    total = 0.0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


def _lower_series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    for n in range(1, _MAX_TERMS):
        term *= x / (shape + n)
        total += term
        if term < total * _PRECISION:
            break
    return total


def _upper_fraction(shape: float, x: float) -> float:
    """Lentz's method for the continued fraction; it never divides by zero for x > shape."""
    b = x + 1.0 - shape
    c = 1e300
    d = fraction = 1.0 / b
    for n in range(1, _MAX_TERMS):
        a = n * (shape - n)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        change = c * d
        fraction *= change
        if abs(change - 1.0) < _PRECISION:
            break
    return fraction


def _quantile_start(shape: float, probability: float) -> float:
    """A first guess; for small shapes the cube is useless and the density's power law is not."""
    small = 1.0 - shape * (0.253 + shape * 0.12)
    if shape <= 1.0:
        if probability < small:
            return max(1e-290, math.pow(probability / small, 1.0 / shape))
        return 1.0 - math.log1p(-(probability - small) / (1.0 - small))
    ninth = 1.0 / (9.0 * shape)
    cube = 1.0 - ninth + normal_quantile(probability) * math.sqrt(ninth)
    return max(1e-3 * shape, shape * cube**3)


def _halley(x: float, error: float, density: float, shape: float) -> float:
    if density <= 0.0:
        return -1.0
    newton = error / density
    bend = min(1.0, newton * ((shape - 1.0) / x - 1.0))
    return x - newton / (1.0 - 0.5 * bend)


def _search_count(mean: float, size: float, probability: float) -> int:
    """Add up the probabilities of 0, 1, 2, … until they reach the wanted one."""
    poisson = math.isinf(size)
    share = 0.0 if poisson else mean / (size + mean)
    log_term = -mean if poisson else size * math.log1p(-share)
    total, count = math.exp(log_term), 0
    ceiling = 50.0 + 60.0 * mean + 400.0 * (0.0 if poisson else mean / size)
    while total < probability and count < ceiling:
        growth = mean if poisson else share * (size + count)
        count += 1
        log_term += math.log(growth / count)
        total += math.exp(log_term)
    return count
