"""Powers that no product replaces: of other exponents, by arrays, in what is never run."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        exponents = fnp.asarray([1.5, 2.5], dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(w.T @ x, 0.0)
            bases = 1.0 + x[:2]
            rows.append(x + 0.001 * fnp.sum(bases**exponents) + 0.001 * bases[0] ** 1.7)
            if mlp.depth < 0:
                rows.append(x**2)
        return fnp.stack(rows)
