"""Mean propagation as the page describes it: the operations of its walkthrough's table.

Nothing here names a dtype, as on the page. `zeros` and `ones` are float64 by default, and so is
all that follows. The guide's own example keeps float32; see examples/02_mean_propagation.py.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Propagates means and variances, and ignores covariances."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron, shape (depth, width)."""
        mu = fnp.zeros(mlp.width)
        var = fnp.ones(mlp.width)
        rows = []
        for w in mlp.weights:
            mu_pre = w.T @ mu
            var_pre = (w * w).T @ var
            var_pre = fnp.maximum(var_pre, 1e-12)
            sigma_pre = fnp.sqrt(var_pre)
            alpha = mu_pre / sigma_pre
            pdf = flops.stats.norm.pdf(alpha)
            cdf = flops.stats.norm.cdf(alpha)
            mu = mu_pre * cdf + sigma_pre * pdf
            ez2 = (mu_pre * mu_pre + var_pre) * cdf + mu_pre * sigma_pre * pdf
            var = fnp.maximum(ez2 - mu * mu, 0.0)
            rows.append(mu)
        return fnp.stack(rows, axis=0)
