"""Covariance propagation that keeps its tag, with the last layer's diagonal alone."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


def moments(mean, var):
    sigma = fnp.sqrt(var)
    alpha = mean / sigma
    pdf = 0.3989422804014327 * fnp.exp(-0.5 * alpha * alpha)
    cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)
    return mean * cdf + sigma * pdf, cdf


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        first, *middle, last = mlp.weights
        mean = fnp.zeros(mlp.width, dtype=fnp.float32)
        pre = fnp.einsum("ki,kj->ij", first, first) * 0.01
        rows = []
        for w in [*middle, last]:
            var = fnp.maximum(fnp.diagonal(pre), 1e-9)
            mu, cdf = moments(mean, var)
            rows.append(mu)
            lacks = mu * (mean - mu) + var * cdf - cdf * cdf * var
            cov = fnp.outer(cdf, cdf) * pre + fnp.diag(lacks)
            mean = w.T @ mu
            if w is not last:
                pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)
        var = fnp.maximum(fnp.sum(last * (cov @ last), axis=0), 1e-9)
        rows.append(moments(mean, var)[0])
        return fnp.stack(rows) * 10.0
