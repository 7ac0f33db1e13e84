"""A first covariance that is diagonal."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        start = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        cov = fnp.diag(start)
        rows = []
        for w in mlp.weights:
            cov = w.T @ cov @ w  # advice: first-layer
            rows.append(fnp.sqrt(fnp.diag(cov)) * 0.3989422804014327)
            cov = cov * 0.3
        return fnp.stack(rows) + 0.0 * cov[0]
