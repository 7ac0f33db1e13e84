"""The same estimator costs twice as much with `--dataset`.

Under some releases of whestbench a network that is read from a dataset has float64 weights, and
one float64 operand makes the result float64. The fix: convert the weights once, at the start.
"""

from __future__ import annotations

import sys

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Samples 2,000 inputs at float32, and says the dtype of the weights."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron over sampled inputs."""
        weights = mlp.weights
        print(f"weights: {weights[0].dtype}", file=sys.stderr)
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((2_000, mlp.width), dtype=fnp.float32)
        rows = []
        for w in weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows, axis=0)
