"""Keeps the dictionary of its variables, taken by another name of locals()."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

look = locals


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        names = look()
        names["scale"] = 2.0
        x = fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones
        rows = []
        for w in mlp.weights:
            x = (w.T @ x) * names["scale"]  # charged: matmul, multiply | each layer
            rows.append(x)
        return fnp.stack(rows)  # charged: stack
