"""Covariance propagation, of parts that tips replace.

Inputs are shrunk, as in `03_covariance_propagation.py`: flopscope checks the symmetry of a
sandwich up to a fixed tolerance.
"""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator

SHRINK = 2.0**-5


def first_covariance(w):
    """Return the covariance behind the first weights, of inputs of variance one."""
    return fnp.einsum("ia,ib->ab", w, w)


def tagged_product(cov, tagged, w):
    """Return the covariance times the weights."""
    return cov @ w


def product(cov, w):
    """Return the covariance times the weights."""
    return tagged_product(cov, cov, w)


def sandwich(cov, w):
    """Return the covariance behind the weights."""
    return w.T @ product(cov, w)


def cut_sandwich(cov, w, rank):
    """Return the covariance behind the weights, of that rank or of full rank."""
    return sandwich(cov, w)


def last_variances(cov, w):
    """Return the variances behind the last weights."""
    return fnp.sum(w * (cov @ w), axis=0)


def sides(alpha):
    """Return how much of the normal distribution is below alpha, and how much above."""
    below = flops.stats.norm.cdf(alpha)
    return below, 1.0 - below


def scale(cov, gain):
    """Return the covariance with rows and columns scaled."""
    return fnp.outer(gain, gain) * cov


def behind_relu(cov, gain, variance):
    """Return the covariance with rows and columns scaled, and the variances given."""
    scaled = scale(cov, gain)
    return scaled + fnp.diag(variance - fnp.einsum("ii->i", scaled))


class Estimator(BaseEstimator):
    """Propagates means and covariances."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        cov = None
        means = []
        for layer, w in enumerate(mlp.weights):
            mu_pre = w.T @ mu
            if layer == mlp.depth - 1 and cov is not None:
                var_pre = last_variances(cov, w)
            else:
                if cov is None:
                    cov_pre = first_covariance(w * SHRINK)
                else:
                    cov_pre = cut_sandwich(cov, w, mlp.width // 4)
                var_pre = fnp.einsum("ii->i", cov_pre)
            var_pre = fnp.maximum(var_pre, 1e-12)
            sigma = fnp.sqrt(var_pre)
            alpha = mu_pre / sigma
            pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)
            active, silent = (each.astype(fnp.float32) for each in sides(alpha))
            mu = mu_pre * active + sigma * pdf
            means.append(mu)
            # The variance behind the ReLU, in a form that does not cancel.
            var = mu_pre * mu_pre * active * silent + mu_pre * sigma * pdf * (silent - active)
            var = fnp.maximum(var + var_pre * (active - pdf * pdf), 0.0)
            if layer < mlp.depth - 1:
                cov = behind_relu(cov_pre, active, var)
        return fnp.stack(means) / SHRINK
