"""The same by other names, in a helper."""

import flopscope.numpy as fnp
from flopscope.stats import norm
from whestbench import BaseEstimator

density = norm.pdf


def weights_of(z):
    return density(fnp.mean(z, axis=0))  # advice: stats-promotion


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            z = x @ w
            smooth = z * weights_of(z)
            x = fnp.maximum(z, 0.0)
            rows.append(fnp.mean(x, axis=0) + 0.001 * fnp.mean(smooth, axis=0))
        return fnp.stack(rows).astype(fnp.float32)
