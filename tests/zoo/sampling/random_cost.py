"""Plain Monte Carlo; as many samples as the clock says."""

import time

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SAMPLES = 20


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((time.time_ns() // 1000 % 1000 + 1, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
