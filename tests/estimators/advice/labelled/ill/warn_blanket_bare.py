"""A bare except around a product, and a tuple that holds Exception."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            try:
                x = fnp.maximum(w.T @ x, 0.0)
            except:  # noqa: E722  # warning: blanket-except
                pass
            try:
                rows.append(x * 0.5)
            except (ValueError, Exception):  # warning: blanket-except
                rows.append(x)
        return fnp.stack(rows)
