"""Plain Monte Carlo; the budget says how many samples."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator





class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        samples = max(int(0.9 * budget) // (mlp.depth * (2 * mlp.width**2 + 3 * mlp.width)), 1)
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((samples, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
