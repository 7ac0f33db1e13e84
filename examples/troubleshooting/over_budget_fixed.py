"""The same as over_budget.py, with everything counted and a little held back."""

from __future__ import annotations

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Samples as many inputs as the whole bill allows."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron over sampled inputs."""
        # A sample of n numbers: 16 FLOPs to draw each. In each layer, for each of
        # n neurons: 2 n for a sum of products, 1 for the ReLU, 1 for the mean.
        per_sample = mlp.width * (16 + mlp.depth * (2 * mlp.width + 2))
        samples = int(0.7 * budget) // per_sample
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((samples, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows, axis=0)
