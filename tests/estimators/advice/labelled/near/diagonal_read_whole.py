"""A function's covariance that the last layer needs: its rows are summed as well."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def step(c, w):
    pre = fnp.einsum("ij,ia,jb->ab", c, w, w)
    row = fnp.sqrt(fnp.maximum(fnp.diagonal(pre), 1e-9)) + 0.01 * fnp.sum(pre, axis=0)
    return row, pre * 0.5


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        c = fnp.einsum("ki,kj->ij", x, x) * (1.0 / 64.0)
        rows = []
        for w in mlp.weights:
            row, c = step(c, w)
            rows.append(row + 0.0 * c[0])
        return fnp.stack(rows)
