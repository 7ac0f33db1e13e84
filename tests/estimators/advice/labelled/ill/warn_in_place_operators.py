"""Adds in place, in a helper and to an attribute."""

# round: v1-warmup
import flopscope.numpy as fnp
from whestbench import BaseEstimator


def shifted(x):
    x += 0.01  # warning: in-place
    return x


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        self.total = fnp.zeros(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = shifted(fnp.maximum(w.T @ x, 0.0))
            self.total *= 0.5  # warning: in-place
            rows.append(x + self.total)
        return fnp.stack(rows)
