"""Monte Carlo with samples made white, of parts that tips replace.

The samples get second moments of one, as the inputs have. What is left of their mean is
taken out of the result by a regression on the inputs, whose mean is known to be zero.
"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SAMPLES = 1024


def gram(x):
    """Return the sums of the products of all pairs of columns."""
    return fnp.einsum("ni,nj->ij", x, x)


def fold_whitening(moments, w):
    """Return the weights with a whitening of samples with these second moments in front."""
    return fnp.linalg.solve(fnp.linalg.cholesky(moments).T, w)


def two_maps(x, a, w):
    """Return the samples behind both maps."""
    return x @ (a @ w)


def solve(g, b):
    """Return what g times it is b."""
    return fnp.linalg.solve(g, b)


class Estimator(BaseEstimator):
    """Sends white samples through the network."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        rng = fnp.random.default_rng(mlp.seed)
        inputs = rng.standard_normal((SAMPLES, mlp.width), dtype=fnp.float32)
        moments = gram(inputs) / SAMPLES
        whitening = fold_whitening(moments, fnp.eye(mlp.width, dtype=fnp.float32))
        means, x = [], inputs
        for layer, w in enumerate(mlp.weights):
            x = fnp.maximum(x @ w if layer else two_maps(x, whitening, w), 0.0)
            mean = fnp.mean(x, axis=0)
            slopes = solve(moments, inputs.T @ (x - mean) / SAMPLES)
            means.append(mean - fnp.mean(inputs, axis=0) @ slopes)
        return fnp.stack(means)
