"""Layers that are taken out of a list until it is empty."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        layers = list(mlp.weights)
        c = fnp.eye(mlp.width, dtype=fnp.float32)
        rows = []
        while layers:
            w = layers.pop(0)
            c = fnp.einsum("ij,ia,jb->ab", c, w, w)  # advice: diagonal-only
            v = fnp.diag(c)
            rows.append(0.3989 * fnp.sqrt(fnp.maximum(v, 1e-12)))
            c = c * 0.25 + fnp.diag(v * 0.09)
        return fnp.stack(rows)
