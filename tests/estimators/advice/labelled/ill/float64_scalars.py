"""Samples become float64 by a factor, and by counts of booleans."""

import flopscope.numpy as fnp
import numpy as np
from whestbench import BaseEstimator

SCALE = np.float64(2.0)


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            doubled = x * SCALE  # advice: float64
            scaled = x / fnp.sqrt(2.0)  # advice: float64
            rows.append(fnp.mean(doubled, axis=0) * 0.25 + fnp.mean(scaled, axis=0) * 0.5)
        return fnp.stack(rows).astype(fnp.float32)
