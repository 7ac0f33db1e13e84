"""Monte Carlo whose ReLU chooses between elements."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def relu(z):
    return fnp.where(z > 0, z, 0)  # advice: where


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = relu(x @ w)
            capped = fnp.where(x < 3.0, x, 3.0)  # advice: where
            rows.append(fnp.mean(capped, axis=0))
        return fnp.stack(rows)
