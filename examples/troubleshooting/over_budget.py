"""The report says BUDGET, and my error is that of zeros.

An operation that would exceed the budget is not carried out: it raises, the prediction is
replaced by zeros, and the multiplier is one. This estimator counts the products with the
weights, and forgets drawing the inputs, the ReLUs and the means.
"""

from __future__ import annotations

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Samples as many inputs as the products alone allow."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron over sampled inputs."""
        samples = budget // (2 * mlp.width * mlp.width * mlp.depth)
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((samples, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows, axis=0)
