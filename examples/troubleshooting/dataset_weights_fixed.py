"""The same as dataset_weights.py, with weights that are converted once."""

from __future__ import annotations

import sys

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Samples 2,000 inputs at float32, whatever the dtype of the weights."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron over sampled inputs."""
        weights = [w.astype(fnp.float32) for w in mlp.weights]
        print(f"weights: {weights[0].dtype}", file=sys.stderr)
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((2_000, mlp.width), dtype=fnp.float32)
        rows = []
        for w in weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows, axis=0)
