"""Waits for longer than the tenth part of what the round allows."""

import time

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):  # warning: residual-time
        time.sleep(0.15)
        x = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(w.T @ x, 0.0)
            rows.append(x)
        return fnp.stack(rows)
