"""float64 wherever it helps: this round does not bill for it."""

# round: v1-warmup
import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        mu = fnp.zeros(mlp.width)
        var = fnp.ones(mlp.width)
        rows = []
        for w in mlp.weights:
            mean = w.T @ mu
            var = fnp.maximum((w * w).T @ var, 1e-12)
            sigma = fnp.sqrt(var)
            pdf = flops.stats.norm.pdf(mean / sigma)
            cdf = flops.stats.norm.cdf(mean / sigma)
            mu = mean * cdf + sigma * pdf
            var = fnp.maximum((mean * mean + var) * cdf + mean * sigma * pdf - mu * mu, 0.0)
            rows.append(mu)
        return fnp.stack(rows, axis=0)
