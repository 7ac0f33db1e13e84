"""Monte Carlo with pairs of samples x and -x, of parts that tips replace."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

PAIRS = 512


def first_layer(x, w):
    """Return the activations of all samples behind the first weights."""
    z = x @ w
    h = fnp.maximum(z, 0.0)
    return fnp.concatenate([h, h - z])


def add(x, y, room):
    """Return the sum of two blocks of samples."""
    return fnp.add(x, y)


class Estimator(BaseEstimator):
    """Sends pairs of samples through the network."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((PAIRS, mlp.width), dtype=fnp.float32)
        room = fnp.zeros((PAIRS, mlp.width), dtype=fnp.float32)
        means = []
        for layer, w in enumerate(mlp.weights):
            x = fnp.maximum(x @ w, 0.0) if layer else first_layer(x, w)
            sums = add(x[:PAIRS], x[PAIRS:], room)
            means.append(fnp.mean(sums, axis=0) / 2)
        return fnp.stack(means)
