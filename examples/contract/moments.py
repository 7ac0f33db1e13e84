"""What a ReLU makes of normal numbers: a helper module of estimator.py."""

import flopscope as flops
import flopscope.numpy as fnp


def behind_relu(mean, variance):
    """Return mean and variance behind a ReLU, float32."""
    sigma = fnp.sqrt(fnp.maximum(variance, 1e-12))
    alpha = (mean / sigma).astype(fnp.float64)
    pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)
    cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)
    after = mean * cdf + sigma * pdf
    return after, fnp.maximum(after * (mean - after) + variance * cdf, 0.0)
