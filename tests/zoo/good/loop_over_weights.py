"""The plainest loop; what follows it belongs to no layer."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones | no layer
        rows = []
        for w in mlp.weights:
            z = w.T @ x  # charged: matmul | each layer
            x = fnp.maximum(z, 0.0)  # charged: maximum | each layer
            rows.append(x)
        return fnp.stack(rows, axis=0)  # charged: stack | no layer
