"""Diagonals of products that are needed whole, in every layer."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            second = fnp.einsum("ni,nj->ij", x, x) / 64.0
            var = fnp.diagonal(second)
            rows.append(fnp.mean(x, axis=0) + 0.001 * var + 0.001 * fnp.sum(second, axis=0))
        return fnp.stack(rows)
