"""A product in a variable that cannot move to where it is used: a factor changes in between."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        a = mlp.weights[0]
        for w in mlp.weights:
            product = a @ w
            a = w
            x = fnp.maximum(x @ a, 0.0)
            mean = fnp.mean(x, axis=0)
            rows.append(mean + 0.001 * (product @ mean))
        return fnp.stack(rows)
