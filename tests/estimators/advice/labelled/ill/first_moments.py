"""Zeros and ones that the first layer is multiplied by."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        m = fnp.zeros(mlp.width, dtype=fnp.float32)
        v = fnp.ones(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            mu = w.T @ m  # advice: first-layer
            var = (w * w).T @ v  # advice: first-layer
            s = fnp.sqrt(var)
            a = mu / s
            f = 0.3989422804014327 * fnp.exp(-0.5 * a * a)
            p = flops.stats.norm.cdf(a).astype(fnp.float32)
            m = mu * p + s * f
            v = (mu * mu + var) * p + mu * s * f - m * m  # advice: unused
            rows.append(m)
        return fnp.stack(rows)
