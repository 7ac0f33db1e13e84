"""Covariance propagation by a polynomial of correlations, of parts that tips replace.

Behind a ReLU, a correlation r of pre-activations around zero becomes a covariance that is
nearly r/4 + r^2/(4 pi) + ..., times both standard deviations. The gains of other neurons
scale it. The few neurons with the smallest means are left out of each next layer.
"""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


def total_variance(cov, second):
    """Return the sum of all variances behind weights with these second moments."""
    return fnp.einsum("ij,ji->", cov, second)


def polynomial(r):
    """Return the covariances of rectified neurons of variance one with correlations r."""
    return ((0.0112 * r + 0.0796) * r + 0.25) * r


def scale_by_cdf(cov, alpha):
    """Return the covariance with rows and columns scaled by the distribution function."""
    gain = flops.stats.norm.cdf(alpha).astype(fnp.float32)
    return fnp.outer(gain, gain) * cov


def threshold(entries, count):
    """Return the entry that as many are not below."""
    place = len(entries) - count
    return fnp.partition(entries, place)[place]


def block(cov, chosen):
    """Return the rows and columns that are chosen."""
    return cov[fnp.ix_(chosen, chosen)]


class Estimator(BaseEstimator):
    """Propagates means and covariances of the neurons that are active."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        cov = fnp.eye(mlp.width, dtype=fnp.float32)
        kept = mlp.width - mlp.width // 64
        size, means = 1.0, []
        for w in mlp.weights:
            if means:
                chosen = fnp.nonzero(mu >= threshold(mu, kept))[0]
                mu, cov, w = mu[chosen], block(cov, chosen), w[chosen]
            # Numbers stay of order one: the network is homogeneous.
            unit = float(total_variance(cov, w @ w.T)) / mlp.width
            size *= unit**0.5
            mu_pre = w.T @ mu / unit**0.5
            cov_pre = w.T @ cov @ w / unit
            var_pre = fnp.maximum(fnp.einsum("ii->i", cov_pre), 1e-12)
            sigma = fnp.sqrt(var_pre)
            alpha = mu_pre / sigma
            pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)
            cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)
            mu = mu_pre * cdf + sigma * pdf
            var = fnp.maximum(mu * (mu_pre - mu) + var_pre * cdf, 0.0)
            both = fnp.outer(sigma, sigma)
            cov = scale_by_cdf(both * polynomial(cov_pre / both) * 4.0, alpha)
            cov = cov + fnp.diag(var - fnp.einsum("ii->i", cov))
            means.append(mu * size)
        return fnp.stack(means)
