"""A state in a tuple."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def step(state, w):
    mean, c = state
    pre = fnp.einsum("ij,ia,jb->ab", c, w, w)  # advice: diagonal-only, first-layer
    v = fnp.diag(pre)
    mean = 0.1 * (w.T @ mean) + 0.3989 * fnp.sqrt(fnp.maximum(v, 1e-12))  # advice: first-layer
    return mean, pre * 0.25 + fnp.diag(v * 0.09)


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        state = fnp.zeros(mlp.width, dtype=fnp.float32), fnp.eye(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            state = step(state, w)
            rows.append(state[0])
        return fnp.stack(rows)
