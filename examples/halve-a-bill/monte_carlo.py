"""Monte Carlo, less what the inputs are off by chance."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SHARE = 0.075  # What the samples are meant to take of the budget.


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        samples = int(SHARE * budget / (2 * mlp.width**2 * mlp.depth))
        rng = fnp.random.default_rng(mlp.seed)
        inputs = rng.standard_normal((samples, mlp.width), dtype=fnp.float32)
        # Their mean should be zero. What it is by chance moves a neuron along its slope.
        offset = fnp.mean(inputs, axis=0)
        centred = inputs - offset

        x = inputs
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0) - offset @ (centred.T @ x) / samples)
        return fnp.stack(rows)
