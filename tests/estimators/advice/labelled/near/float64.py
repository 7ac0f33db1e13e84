"""float64 that is needed: float32 cannot hold the numbers, or would lose the difference."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        huge = fnp.full(mlp.width, 1e200)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(w.T @ x, 0.0)
            rows.append((((1.0 + x) * huge) * 1e-200 - 1.0).astype(fnp.float32))
        return fnp.stack(rows)
