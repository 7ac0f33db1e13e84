"""The first layer's products in a function of their own."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def linear(mean, cov, w):
    first = cov @ w  # advice: first-layer
    return mean @ w, w.T @ first  # advice: first-layer, first-layer


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        mean = fnp.zeros((mlp.width,), dtype=fnp.float32)
        cov = fnp.eye(mlp.width, dtype=fnp.float32)
        rows = []
        for i, w in enumerate(mlp.weights):
            mean, cov = linear(mean, cov, w)
            s = fnp.sqrt(fnp.diag(cov))
            mean = 0.5 * mean + 0.3989422804014327 * s
            rows.append(mean)
            cov = cov * 0.3 + fnp.outer(mean, mean) * 0.001
        return fnp.stack(rows) + 0.0 * cov[0]
