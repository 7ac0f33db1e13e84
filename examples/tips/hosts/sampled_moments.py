"""Samples for the moments, a formula for the ReLU, of parts that tips replace.

Pre-activations are nearly normal. So a layer's means follow from the means and variances
of its sampled pre-activations, and from how many of those are positive.
"""

import math

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator

SAMPLES = 1024


def first_means(x, w):
    """Return the means of the first layer."""
    return fnp.sqrt(fnp.einsum("ij,ij->j", w, w) / (2 * math.pi))


def mean_behind(x, w):
    """Return the mean of the samples behind the weights."""
    return fnp.mean(x, axis=0) @ w


def variance(x, mean):
    """Return the variance of each column, whose mean is known."""
    return fnp.maximum(fnp.einsum("ni,ni->i", x, x) / len(x) - mean * mean, 0.0)


def count_positive(z):
    """Return how many samples of each neuron are positive."""
    return fnp.sum(z > 0.0, axis=0, dtype=fnp.float32)


class Estimator(BaseEstimator):
    """Reads means off sampled moments."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((SAMPLES, mlp.width), dtype=fnp.float32)
        inputs, means = x, []
        for w in mlp.weights:
            z = x @ w
            mu = mean_behind(x, w)
            sigma = fnp.sqrt(variance(z, mu)) + 1e-12
            active = count_positive(z) / len(z)
            pdf = flops.stats.norm.pdf(mu / sigma).astype(fnp.float32)
            x = fnp.maximum(z, 0.0)
            if means:
                means.append(mu * active + sigma * pdf)
            else:  # The samples are shifted to the means of the first layer.
                means.append(first_means(inputs, w))
                x = x + (means[0] - fnp.mean(x, axis=0))
        return fnp.stack(means)
