"""A loop that is left before its last update, but after the whole product of a function."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def pushed(cov, w):
    return w.T @ cov @ w  # advice: sandwich, diagonal-only, first-layer


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        cov = fnp.eye(mlp.width, dtype=fnp.float32)
        rows = []
        for i in range(mlp.depth):
            w = mlp.weights[i]
            c = pushed(cov, w)
            v = c.diagonal()
            s = fnp.sqrt(fnp.maximum(v, 1e-12))
            rows.append(0.3989422804014327 * s)
            if i + 1 == mlp.depth:
                break
            cov = 0.25 * c + fnp.diag(0.0908 * v)
        return fnp.stack(rows)
