"""A covariance that the last layer needs whole, as it is used after the loop."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        first = mlp.weights[0]
        cov = fnp.einsum("ki,kj->ij", first, first) * 0.01
        rows = []
        for w in mlp.weights:
            pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)
            rows.append(fnp.sqrt(fnp.maximum(fnp.diagonal(pre), 0.0)))
            cov = pre * 0.5
        return fnp.stack(rows) + 0.001 * fnp.sum(cov, axis=0)
