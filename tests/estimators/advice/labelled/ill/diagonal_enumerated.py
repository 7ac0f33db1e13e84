"""The last layer's covariance again: layers are counted, and the diagonal is written with fill."""

import math

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        cov = fnp.eye(mlp.width, dtype=fnp.float32) * 0.01
        rows = []
        for layer, w in enumerate(mlp.weights):
            pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)  # advice: diagonal-only, first-layer
            sigma = fnp.sqrt(fnp.maximum(fnp.einsum("ii->i", pre), 1e-9))
            rows.append(sigma * (1.0 / math.sqrt(2.0 * math.pi)) + 0.0 * layer)
            cov = pre * 0.25 + fnp.diag(sigma * sigma * 0.1)
        return fnp.stack(rows) * 10.0
