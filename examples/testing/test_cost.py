"""A test of what an estimator costs. Run it with `pytest`."""

import pytest


@pytest.mark.flops(max=100_000_000)
def test_mean_propagation_stays_cheap(flop_budget):
    flop_budget("02_mean_propagation.py")
