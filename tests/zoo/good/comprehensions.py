"""Comprehensions, a generator, a reduction and a map."""

from functools import reduce

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def powers(weights, x):
    for w in weights:
        x = w.T @ x  # charged: matmul | each layer
        yield x


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones | no layer
        traces = {layer: fnp.trace(w) for layer, w in enumerate(mlp.weights)}  # charged: trace | each layer
        total = sum(fnp.sum(w) for w in mlp.weights)  # charged: sum, add
        last = reduce(lambda y, w: fnp.maximum(w.T @ y, 0.0), mlp.weights, x)  # charged: matmul, maximum | each layer
        norms = list(map(lambda w: fnp.max(w), mlp.weights))  # charged: max | each layer
        rows = [row * norms[0] for row in powers(mlp.weights, x)]  # charged: multiply | each layer
        rows[-1] = rows[-1] + last * total * traces[0]  # charged: multiply, add | no layer
        return fnp.stack(rows)  # charged: stack | no layer
