"""Gram matrices by other names of the same array, and by other functions."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((256, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            y = x
            t = fnp.transpose(y)
            gram = t.dot(x)  # advice: sandwich
            inner = fnp.inner(x.T, x.T)  # advice: sandwich
            other = fnp.einsum("ik,kj->ij", x.T, x)  # advice: sandwich
            rows.append(fnp.mean(x, axis=0) + 0.0001 * (gram[0] + inner[1] + other[2]))
        return fnp.stack(rows)
