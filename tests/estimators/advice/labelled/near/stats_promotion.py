"""pdf and cdf whose results are cast back at once, while they are vectors."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            z = x @ w
            share = flops.stats.norm.cdf(fnp.mean(z, axis=0)).astype(fnp.float32)
            x = fnp.maximum(z * share, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
