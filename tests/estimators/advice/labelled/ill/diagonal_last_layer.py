"""Covariance propagation whose last covariance is used for its diagonal alone."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        cov = fnp.eye(mlp.width, dtype=fnp.float32) * 0.01
        rows = []
        for w in mlp.weights:
            mean = w.T @ mu  # advice: first-layer
            pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)  # advice: diagonal-only, first-layer
            var = fnp.maximum(fnp.diagonal(pre), 1e-9)
            sigma = fnp.sqrt(var)
            alpha = (mean / sigma).astype(fnp.float64)  # advice: float64
            pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)  # advice: stats-promotion
            cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)
            mu = mean * cdf + sigma * pdf
            rows.append(mu)
            gain = fnp.outer(cdf, cdf)
            lacks = mu * (mean - mu) + var * cdf - cdf * cdf * var
            cov = gain * pre + fnp.diag(lacks)
        return fnp.stack(rows) * 10.0
