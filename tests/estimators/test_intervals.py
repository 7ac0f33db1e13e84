"""Student's quantiles are the published ones, and intervals of means hold what they should."""

from __future__ import annotations

import numpy as np
import pytest

from whestdocs.estimators.intervals import mean_interval, student_quantile

#: As in every table: the 97.5% quantile, by degrees of freedom.
PUBLISHED = {
    1: 12.7062,
    2: 4.3027,
    3: 3.1824,
    4: 2.7764,
    5: 2.5706,
    9: 2.2622,
    15: 2.1314,
    30: 2.0423,
    120: 1.9799,
}


@pytest.mark.parametrize(("freedom", "quantile"), PUBLISHED.items())
def test_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert round(student_quantile(freedom), 4) == quantile


@pytest.mark.parametrize("count", [2, 3, 5, 16])
def test_an_interval_holds_the_true_mean_as_often_as_it_says(count: int) -> None:
    rng = np.random.default_rng(count)
    samples = rng.standard_normal((4000, count)) + 3.0
    intervals = [mean_interval(sample.tolist()) for sample in samples]
    covered = np.mean([interval.low <= 3.0 <= interval.high for interval in intervals])
    assert 0.94 < covered < 0.96


def test_equal_values_have_an_interval_of_no_width() -> None:
    interval = mean_interval([0.25, 0.25, 0.25])
    assert (interval.value, interval.low, interval.high) == (0.25, 0.25, 0.25)
