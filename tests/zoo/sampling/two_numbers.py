"""Plain Monte Carlo; two numbers that the cost depends on."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SAMPLES = 20
ROUNDS = 3


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((SAMPLES, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            for _ in range(ROUNDS):
                x = x + 0.0
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
