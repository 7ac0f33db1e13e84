"""The cheapest that there is."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        return rng.random((mlp.depth, mlp.width), dtype=fnp.float32)
