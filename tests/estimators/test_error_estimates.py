"""Errors from sampled truths: unbiased, never told below 0, in intervals that hold what they say.

Everything here is a small network in plain NumPy, so that thousands of truths can be drawn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from whestdocs.estimators.accuracy import BATCHES, batch_errors, error_here, mean_error
from whestdocs.estimators.intervals import Interval, mean_interval, never_negative
from whestdocs.probe.tasks.truth import final_means

WIDTH, DEPTH = 32, 3


def a_network(rng: np.random.Generator) -> list[Any]:
    scale = np.sqrt(2 / WIDTH)
    return [(scale * rng.standard_normal((WIDTH, WIDTH))).astype(np.float32) for _ in range(DEPTH)]


def a_truth(weights: list[Any], size: int, rng: np.random.Generator) -> dict[str, Any]:
    batches = [final_means(weights, size, rng).tolist() for _ in range(BATCHES)]
    return {"size": size, "batches": batches}


def test_an_error_is_unbiased_and_all_samples_count_as_one() -> None:
    """Normal inputs of mean 1, against a prediction that is off by a little."""
    rng = np.random.default_rng(0)
    width, size, offset = 64, 4, 0.05
    pooled, apart = [], []
    for _ in range(600):
        batches = rng.standard_normal((BATCHES, size, width)).mean(axis=1) + 1.0
        truth = {"size": size, "batches": batches.tolist()}
        pooled.append(np.mean(batch_errors([1.0 + offset] * width, truth)))
        apart.append(np.mean((1.0 + offset - batches) ** 2) - 1.0 / size)
    assert abs(np.mean(pooled) - offset**2) < 4 * np.std(pooled) / len(pooled) ** 0.5
    assert np.std(pooled) < 0.5 * np.std(apart)


@pytest.mark.parametrize("offset", [0.0, 0.02, 0.2])
def test_an_estimate_is_never_negative_and_holds_the_error(offset: float) -> None:
    rng = np.random.default_rng(1)
    weights = a_network(rng)
    exact = final_means(weights, 1_000_000, rng)
    held = []
    for _ in range(400):
        errors = batch_errors((exact + offset).tolist(), a_truth(weights, 20, rng))
        found = error_here([errors])
        assert 0.0 <= found.low <= found.high
        assert found.value is None or found.low <= found.value <= found.high
        assert (found.value is None) == (found.below is not None)
        held.append(found.low <= offset**2 <= found.high)
    assert np.mean(held) > 0.93


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(-2.0, -5.0, 1.0), "below 3"),
        (Interval(2.0, -1.0, 5.0), "below 5"),
        (Interval(2.0, 1.0, 3.0), "2"),
        (Interval(0.0, 0.0, 0.0), "0"),
    ],
)
def test_what_is_not_told_from_0_is_below_a_bound(interval: Interval, text: str) -> None:
    found = never_negative(interval)
    assert str(found) == text
    assert found.document()["below"] == (None if found.value is not None else found.high)


def monte_carlo_trials(networks: int, trials: int) -> tuple[list[Any], list[Any], float]:
    """Return intervals of a sampling estimator's error, and what they are about.

    Returns:
        Intervals over several networks; intervals of the truth alone on the first of them;
        and the mean over all networks and draws.
    """
    rng = np.random.default_rng(2)
    draws, several, alone, errors = 30, [], [], []
    for _ in range(trials):
        batches = []
        for _ in range(networks):
            weights = a_network(rng)
            predicted = final_means(weights, draws, rng)
            batches.append(batch_errors(predicted.tolist(), a_truth(weights, 64, rng)))
            errors.append(np.mean(batches[-1]))
        several.append(mean_error(batches))
        alone.append(mean_interval(batches[0]))
    return several, alone, float(np.mean(errors))


def test_an_interval_of_a_sampling_estimator_holds_its_own_draws_too() -> None:
    """As often as it says; that of the truth on one network and one draw is far too narrow."""
    several, alone, mean = monte_carlo_trials(8, 300)
    assert 0.9 < np.mean([each.low <= mean <= each.high for each in several]) < 0.98
    assert np.mean([each.low <= mean <= each.high for each in alone]) < 0.6


def test_the_truth_is_sampled_as_whestbench_samples_it() -> None:
    flops = pytest.importorskip("flopscope")
    fnp = flops.numpy
    from whestbench.simulation import sample_layer_statistics

    from whestdocs.probe.estimators.networks import network

    mlp = network(16, 3, 5)
    with flops.BudgetContext(flop_budget=10**12, quiet=True):
        _, theirs, _ = sample_layer_statistics(mlp, 10_000, fnp.random.default_rng(7))
    ours = final_means([np.asarray(w) for w in mlp.weights], 10_000, np.random.default_rng(7))
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=1e-5)
