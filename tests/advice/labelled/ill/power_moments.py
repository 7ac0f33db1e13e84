"""Mean propagation with powers wherever a textbook has them."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        var = fnp.ones(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            mean = w.T @ mu
            spread = (w**2).T @ var  # advice: power
            sigma = spread**0.5  # advice: power
            alpha = (mean / sigma).astype(fnp.float64)
            pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)
            cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)
            mu = mean * cdf + sigma * pdf
            second = (mean**2 + spread) * cdf + mean * sigma * pdf  # advice: power
            var = fnp.maximum(second - mu**2, 1e-6)  # advice: power
            rows.append(mu)
        return fnp.stack(rows, axis=0)
