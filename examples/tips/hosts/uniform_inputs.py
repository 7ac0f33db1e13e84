"""Monte Carlo with uniform numbers of variance one as inputs, of parts that tips replace.

Behind the first weights they are nearly normal, as sums of many numbers are.
"""

import math

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SAMPLES = 1024


def draw(shape, seed):
    """Return uniform numbers between -1 and 1."""
    return fnp.random.default_rng(seed).random(shape, dtype=fnp.float32) * 2.0 - 1.0


class Estimator(BaseEstimator):
    """Sends uniform samples through the network."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        x = draw((SAMPLES, mlp.width), mlp.seed) * math.sqrt(3)
        means = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            means.append(fnp.mean(x, axis=0))
        return fnp.stack(means)
