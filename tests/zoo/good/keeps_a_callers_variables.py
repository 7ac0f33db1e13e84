"""A helper hands out its caller's variables; another function takes its own frame's."""

import inspect
import sys

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def snap():
    return sys._getframe(1).f_locals


def shifted(w, x):
    mine = inspect.currentframe().f_locals
    mine["shift"] = 1.0
    y = w.T @ x  # charged: matmul
    return y + mine["shift"]  # charged: add


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        names = snap()
        names["scale"] = 2.0
        x = fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones
        rows = []
        for w in mlp.weights:
            x = shifted(w, x) * names["scale"]  # charged: multiply | each layer
            rows.append(x)
        return fnp.stack(rows)  # charged: stack
