"""Moments that are returned in a dictionary."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def moments(c, w):
    pre = fnp.einsum("ij,ia,jb->ab", c, w, w)  # advice: diagonal-only, first-layer
    v = fnp.diag(pre)
    return {"mean": 0.3989 * fnp.sqrt(fnp.maximum(v, 1e-12)), "cov": pre * 0.25 + fnp.diag(v * 0.09)}


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        c = fnp.eye(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            found = moments(c, w)
            rows.append(found["mean"])
            c = found["cov"]
        return fnp.stack(rows)
