"""Reads its own variables, as debuggers and templates do."""

import inspect

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        names = locals()
        names["note"] = "kept"
        x = fnp.ones(mlp.width)  # charged: ones
        rows = []
        for w in mlp.weights:
            x = w.T @ x  # charged: matmul | each layer
            names["x"] = "mine"
            rows.append(fnp.maximum(x, 0.0))  # charged: maximum | each layer
            assert names["x"] == "mine" and names["note"] == "kept"
        assert "x" in inspect.currentframe().f_locals
        return fnp.stack(rows)  # charged: stack
