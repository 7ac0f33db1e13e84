"""Recursion by layer, through a list of what is left, and deep."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones | no layer
        rows = self.by_number(mlp, x, 0)
        rows[0] = rows[0] + self.by_list(mlp.weights, x)  # charged: add | no layer
        rows[1] = rows[1] + self.deep(x, 600)  # charged: add | no layer
        return fnp.stack(rows)  # charged: stack | no layer

    def by_number(self, mlp, x, layer):
        if layer == mlp.depth:
            return []
        x = mlp.weights[layer].T @ x  # charged: matmul | each layer
        return [x, *self.by_number(mlp, x, layer + 1)]

    def by_list(self, weights, x):
        if not weights:
            return x
        w, *others = weights
        return self.by_list(others, w.T @ x)  # charged: matmul | each layer

    def deep(self, x, levels):
        if levels == 0:
            return x
        return self.deep(x, levels - 1) + x  # charged: add | no layer
