"""A vector at the end of a chain, so that matrices are multiplied first."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            mean = fnp.mean(x, axis=0)
            through = w.T @ w @ mean  # advice: association
            back = (w @ w.T) @ mean  # advice: association
            rows.append(mean + 0.001 * through + 0.001 * back)
        return fnp.stack(rows)
