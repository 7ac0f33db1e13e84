"""Whatever goes wrong, zeros are returned."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        try:
            return self.propagate(mlp)
        except Exception:  # warning: blanket-except
            return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)

    def propagate(self, mlp):
        x = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(w.T @ x, 0.0)
            rows.append(x)
        return fnp.stack(rows)
