"""Covariance propagation as the page describes it: one symmetry-aware einsum a layer.

Nothing here names a dtype, as on the page, so the state is float64. The guide's own example
keeps float32 and the tag of symmetry; see examples/03_covariance_propagation.py.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator

#: Above this a float32 covariance would soon overflow.
_LARGEST_VARIANCE = 1e30


class Estimator(BaseEstimator):
    """Propagates means and covariances; the ReLU scales covariances by gains."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron, shape (depth, width)."""
        mu = fnp.zeros(mlp.width)
        cov = fnp.eye(mlp.width)
        rows = []
        for w in mlp.weights:
            if float(fnp.max(fnp.diag(cov))) > _LARGEST_VARIANCE:
                raise OverflowError("the covariances grow too large")
            mu_pre = w.T @ mu
            cov_pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)
            var_pre = fnp.maximum(fnp.diag(cov_pre), 1e-12)
            sigma_pre = fnp.sqrt(var_pre)
            alpha = mu_pre / sigma_pre
            pdf = flops.stats.norm.pdf(alpha)
            cdf = flops.stats.norm.cdf(alpha)
            mu = mu_pre * cdf + sigma_pre * pdf
            ez2 = (mu_pre * mu_pre + var_pre) * cdf + mu_pre * sigma_pre * pdf
            cov = fnp.multiply(fnp.outer(cdf, cdf), cov_pre)
            fnp.fill_diagonal(cov, fnp.maximum(ez2 - mu * mu, 0.0))
            rows.append(mu)
        return fnp.stack(rows, axis=0)
