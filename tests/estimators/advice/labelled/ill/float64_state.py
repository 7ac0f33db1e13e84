"""A state that begins in float64, and takes everything with it."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        mu = fnp.zeros(mlp.width)
        var = fnp.ones((mlp.width,))  # advice: float64
        rows = []
        for w in mlp.weights:
            mean = w.T @ mu  # advice: first-layer
            var = fnp.maximum((w * w).T @ var, 1e-9)  # advice: first-layer
            sigma = fnp.sqrt(var)
            alpha = mean / sigma
            pdf = flops.stats.norm.pdf(alpha)  # advice: stats-promotion
            cdf = flops.stats.norm.cdf(alpha)  # advice: stats-promotion
            mu = mean * cdf + sigma * pdf
            var = fnp.maximum((mean * mean + var) * cdf + mean * sigma * pdf - mu * mu, 0.0)  # advice: unused
            rows.append(mu)
        return fnp.stack(rows).astype(fnp.float32)  # advice: movement
