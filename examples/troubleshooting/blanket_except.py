"""No network failed, and my error is still that of zeros.

`except Exception` also catches the error that says the budget is spent. What it returns
counts as a prediction: the report names no failure, and nobody sees that it is zeros.
"""

from __future__ import annotations

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Samples more inputs than the budget allows, and hides what comes of it."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron over sampled inputs, or zeros."""
        try:
            return self.sample(mlp, budget // (4 * mlp.width * mlp.width))
        except Exception:
            return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)

    def sample(self, mlp: MLP, samples: int) -> fnp.ndarray:
        """Return the mean of every neuron over that many inputs."""
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((samples, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows, axis=0)
