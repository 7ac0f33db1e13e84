"""Plain Monte Carlo: push random inputs through the network, and average what comes out."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SHARE = 0.05  # What the samples are meant to take of the budget.


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        # In each layer a sample goes through all weights: two FLOPs for each weight.
        flops_of_a_sample = 2 * mlp.width**2 * mlp.depth
        samples = int(SHARE * budget / flops_of_a_sample)

        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((samples, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
