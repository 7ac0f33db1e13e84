"""Only variances are wanted, and every covariance is worked out."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            centred = x - fnp.mean(x, axis=0)
            cov = fnp.einsum("ni,nj->ij", centred, centred) / 64.0
            var = fnp.diag(w.T @ cov @ w)  # advice: diagonal-only
            moments = fnp.diagonal(fnp.einsum("ij,ia,jb->ab", cov, w, w))  # advice: diagonal-only
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0) + 0.001 * var + 0.001 * moments)
        return fnp.stack(rows)
