"""Intervals of means: Student's t, for the few values that there are.

A mean of n values that are normally distributed is within ``t * s / sqrt(n)`` of what they
are distributed around, with s their standard deviation and t the quantile of Student's
distribution with n - 1 degrees of freedom (Student, "The probable error of a mean",
Biometrika 6, 1908).

What an `Interval` is about may have any sign, as a difference does. What an `Estimate` is
about is never below 0, as a mean squared error is not; its unbiased estimate can be, and then
only a bound is told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from statistics import fmean, stdev
from typing import Any

#: How sure an interval is.
CONFIDENCE = 0.95
_BISECTIONS = 80


@dataclass(frozen=True)
class Interval:
    """A mean, and the bounds of its interval.

    Attributes:
        value: The mean.
        low: Lower bound.
        high: Upper bound.
    """

    value: float
    low: float
    high: float

    def document(self) -> dict[str, float]:
        """Return the interval as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Estimate:
    """What is known of a number that is never negative.

    Attributes:
        value: The number; None where it cannot be told from 0, and only ``high`` is known.
        low: Lower bound, at least 0.
        high: Upper bound.
    """

    value: float | None
    low: float
    high: float

    @property
    def below(self) -> float | None:
        """What the number is below, where that is all that is known; else None."""
        return self.high if self.value is None else None

    def document(self) -> dict[str, Any]:
        """Return the estimate as plain data."""
        return asdict(self) | {"below": self.below}

    def __str__(self) -> str:
        return f"below {self.high:.2g}" if self.value is None else f"{self.value:.3g}"


def never_negative(interval: Interval) -> Estimate:
    """Return what an interval says of a number that is never negative.

    An estimate that came out below 0 is taken for 0: the bound is then half the interval's
    width, which is what as many values can tell.
    """
    half_width = interval.high - interval.value
    high = max(interval.value, 0.0) + half_width
    if interval.low > 0 or half_width == interval.value == 0:
        return Estimate(interval.value, interval.low, high)
    return Estimate(None, 0.0, high)


def in_proportion(interval: Interval) -> Estimate:
    """Return the interval of a positive mean, as far from it by factors as it was by terms.

    Squared errors are skewed: a few networks are far worse than most. An interval that is
    symmetric in the logarithm holds their mean more nearly as often as it says.
    """
    factor = math.exp((interval.high - interval.value) / interval.value)
    return Estimate(interval.value, interval.value / factor, interval.value * factor)


def mean_interval(values: Sequence[float]) -> Interval:
    """Return the mean of two or more ``values`` with its interval."""
    mean = fmean(values)
    half_width = student_quantile(len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return Interval(mean, mean - half_width, mean + half_width)


@cache
def student_quantile(freedom: int) -> float:
    """Return how far from 0 Student's t lies at most, as surely as CONFIDENCE says.

    Args:
        freedom: Degrees of freedom, at least 1.
    """
    low, high = 0.0, 1000.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if _within(middle, freedom) > CONFIDENCE else (middle, high)
    return high


def _within(t: float, freedom: int) -> float:
    """Return the probability that Student's t lies within ``t`` of 0.

    By the finite sums of Abramowitz and Stegun, "Handbook of mathematical functions", 26.7.3
    and 26.7.4.
    """
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    term = total = cosine if freedom % 2 else 1.0
    for k in range(2 + freedom % 2, freedom - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    if freedom % 2 == 0:
        return sine * total
    return 2 / math.pi * (angle + (sine * total if freedom > 1 else 0.0))
