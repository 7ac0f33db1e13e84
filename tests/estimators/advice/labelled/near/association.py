"""Chains that are in the best order, or in one that is as good, or whose product is needed."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((32, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            mean = fnp.mean(x, axis=0)
            left = mean @ w @ w
            right = w @ (w @ mean)
            square = x @ w @ w
            product = w @ w
            again = product @ mean + fnp.sum(product)
            rows.append(mean + 0.001 * (left + right + again) + 0.001 * fnp.mean(square, axis=0))
        return fnp.stack(rows)
