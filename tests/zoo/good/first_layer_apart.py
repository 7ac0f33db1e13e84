"""The first layer before the loop, the last one after it."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        first, *middle, last = mlp.weights
        x = fnp.sqrt((first * first).sum(axis=0))  # charged: multiply, sum, sqrt | layer 0
        rows = [x]
        for w in middle:
            x = fnp.maximum(w.T @ x, 0.0)  # charged: matmul, maximum | layers 1-2
            rows.append(x)
        w = last
        x = w.T @ x  # charged: matmul | last layer
        rows.append(fnp.tanh(x))  # charged: tanh | no layer
        return fnp.stack(rows)  # charged: stack | no layer
