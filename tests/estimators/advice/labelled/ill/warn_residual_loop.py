"""Loops in Python for a while."""

import time

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def busy(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(100))


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):  # warning: residual-time
        x = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            busy(0.1)
            x = fnp.maximum(w.T @ x, 0.0)
            rows.append(x)
        return fnp.stack(rows)
