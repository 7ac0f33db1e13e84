"""The same with work in between that a last pass cannot leave out by ending early."""

import math

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        cov = fnp.eye(mlp.width, dtype=fnp.float32) * 0.01
        rows = []
        for w in mlp.weights:
            pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)  # advice: diagonal-only, first-layer
            cov = pre * 0.25
            sigma = fnp.sqrt(fnp.maximum(fnp.diagonal(pre), 1e-9))
            rows.append(sigma * (1.0 / math.sqrt(2.0 * math.pi)))
        return fnp.stack(rows) * 10.0
