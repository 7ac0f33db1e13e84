"""Makes a table that no network has a say in."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


def table():
    nodes = fnp.linspace(-4.0, 4.0, 512)  # advice: float64
    return flops.stats.norm.cdf(nodes)  # advice: setup


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        steps = table()
        rows = []
        x = rng.standard_normal((16, mlp.width), dtype=fnp.float32)
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0) + float(steps[256]) - 0.5)
        return fnp.stack(rows)
