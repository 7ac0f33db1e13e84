"""Mean propagation, of parts that tips replace.

Neurons are taken as independent normal variables, as in `02_mean_propagation.py`.
"""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


def first_variances(w):
    """Return the variances behind the first weights."""
    return (w * w).T @ fnp.ones(len(w), dtype=w.dtype)


def scale_rows(scale, w):
    """Return each row of w times its scale."""
    return scale[:, None] * w


def sum_rows(x):
    """Return the sum of all rows."""
    return fnp.sum(x, axis=0)


def square(w):
    """Return w squared."""
    return w * w


def inverse_root(variance):
    """Return 1 / sqrt(variance)."""
    return 1.0 / fnp.sqrt(variance)


def pdf(alpha):
    """Return the normal density."""
    return flops.stats.norm.pdf(alpha)


def cdf(alpha):
    """Return the normal distribution function."""
    return flops.stats.norm.cdf(alpha)


def pair(alpha):
    """Return density and distribution function."""
    return pdf(alpha), cdf(alpha)


def stack(means):
    """Return the means of all layers as one array."""
    return fnp.stack(means)


class Estimator(BaseEstimator):
    """Propagates means and variances."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        var = None
        means = []
        for w in mlp.weights:
            mu_pre = sum_rows(scale_rows(mu, w))
            var_pre = first_variances(w) if var is None else square(w).T @ var
            var_pre = fnp.maximum(var_pre, 1e-12)
            sigma = fnp.sqrt(var_pre)
            alpha = mu_pre * inverse_root(var_pre)
            density, active = (each.astype(fnp.float32) for each in pair(alpha))
            mu = mu_pre * active + sigma * density
            second = (mu_pre * mu_pre + var_pre) * active + mu_pre * sigma * density
            var = fnp.maximum(second - mu * mu, 0.0)
            means.append(mu)
        return stack(means)
