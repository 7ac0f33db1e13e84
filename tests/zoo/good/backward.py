"""From the last layer to the first."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rows = []
        gradient = fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones | no layer
        for w in mlp.weights[::-1]:
            gradient = w @ gradient  # charged: matmul | each layer
            rows.append(gradient)
        for layer in reversed(range(mlp.depth)):
            rows[layer] = rows[layer] * 2.0  # charged: multiply | each layer
        return fnp.stack(rows[::-1])  # charged: stack | no layer
