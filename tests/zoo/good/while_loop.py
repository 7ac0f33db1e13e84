"""A counter moved by hand, upwards and downwards."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones | no layer
        layer = 0
        while layer < mlp.depth:
            x = mlp.weights[layer].T @ x  # charged: matmul | each layer
            x = fnp.maximum(x, 0.0)  # charged: maximum | each layer
            layer += 1
            x = fnp.tanh(x)  # charged: tanh | each layer
        rows = []
        while layer > 0:
            layer -= 1
            rows.append(mlp.weights[layer] @ x)  # charged: matmul | each layer
        return fnp.stack(rows)  # charged: stack | no layer
