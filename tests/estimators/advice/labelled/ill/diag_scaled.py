"""Scaling by diagonal matrices: rows, columns, both, one of them held in a variable."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            scale = fnp.sqrt(fnp.mean(x * x, axis=0))
            x = fnp.maximum(x @ (fnp.diag(scale) @ w), 0.0)  # advice: diag-matmul
            gains = fnp.diag(1.0 / (1.0 + scale))
            x = fnp.matmul(x, gains)  # advice: diag-matmul
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
